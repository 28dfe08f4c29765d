// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;

/** Updates that are sums over the examples. */
final class SummedUpdates implements Check {

    private static final Known KNOWN = new Known(
            "summed-updates",
            Severity.RISK,
            "with miniBatch(false) the gradient stays a sum over the examples: step and thresholds of"
                    + " GradientNormalization grow with the batch, and Backflow's thresholds, of the mean, are in"
                    + " another unit than the step",
            "nn/updater/BaseMultiLayerUpdater.java:294",
            "miniBatch(true), or Backflow.on(model).scale(Scale.SUM) and a learning rate for one batch size");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        boolean clipped = model.isClipped() || model.layers().stream().anyMatch(Normalisation::clips);
        return KNOWN.at(
                model.namesOf(layer ->
                        layer.trained().isPresent() && !layer.layer().conf().isMiniBatch()),
                "a batch of 32 steps 32 times as far" + (clipped ? ", and is clipped as a sum of 32" : ""));
    }
}
