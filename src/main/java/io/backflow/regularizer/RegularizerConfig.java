// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.setting.TypeName;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;

/** The regularisers that a configuration may name. */
public sealed interface RegularizerConfig permits RegularizerConfig.None, VanishingGradientRegularizer {

    /**
     * Adds the regulariser to a network whose recurrent layers have been installed, for all further training.
     *
     * @return what it measures, and the way to take it out again
     * @throws IllegalArgumentException if the network has no layer that it works on
     */
    Regularization attach(Model network);

    /** Leaves gradients as the loss has them. */
    @TypeName("none")
    record None() implements RegularizerConfig {

        @Override
        public Regularization attach(Model network) {
            return new Regularization(List.of(), Map.of(), term -> {});
        }
    }
}
