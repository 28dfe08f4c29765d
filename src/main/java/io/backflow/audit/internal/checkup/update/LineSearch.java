// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;

/** Optimisers that search along a line. */
final class LineSearch implements Check {

    private static final Known KNOWN = new Known(
            "line-search",
            Severity.RISK,
            "optimisers with a line search compute several gradients an iteration, each by another size of step than"
                    + " the updater says, and tell listeners of each",
            "optimize/solvers/BaseOptimizer.java",
            "optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        return model.layers().stream()
                .map(layer -> layer.layer().conf().getOptimizationAlgo())
                .filter(algorithm ->
                        algorithm != null && algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
                .findFirst()
                .flatMap(algorithm -> KNOWN.everywhere(algorithm.name()));
    }
}
