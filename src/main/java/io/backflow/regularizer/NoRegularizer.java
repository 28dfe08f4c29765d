// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.setting.TypeName;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;

/** Leaves gradients as the loss has them. */
@TypeName("none")
public record NoRegularizer() implements RegularizerConfig {

    @Override
    public Regularization attach(Model network) {
        return new Regularization(List.of(), Map.of(), term -> {});
    }
}
