// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import org.deeplearning4j.nn.api.Model;

/** The regularisers that a configuration may name. */
public sealed interface RegularizerConfig permits NoRegularizer, VanishingGradientRegularizer {

    /**
     * Adds the regulariser to a network whose recurrent layers have been installed, for all further training.
     *
     * @return what it measures, and the way to take it out again
     * @throws IllegalArgumentException if the network has no layer that it works on
     */
    Regularization attach(Model network);
}
