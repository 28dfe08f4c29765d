// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;

/** Clipping of each layer by itself. */
final class LayerwiseClipping implements Check {

    private static final Known KNOWN = new Known(
            "clipping-by-layer",
            Severity.NOTE,
            "Deeplearning4j clips each layer, parameter or element by itself, which turns the gradient; no mode clips"
                    + " by the global norm, and a NaN goes through",
            "nn/updater/BaseMultiLayerUpdater.java:395",
            "GradientNormalization.None, and Backflow.on(model).clip(new GlobalNormClipping(threshold))");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> found =
                model.layers().stream().filter(Normalisation::clips).toList();
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                found.isEmpty() ? "" : Normalisation.describe(found.get(0)));
    }
}
