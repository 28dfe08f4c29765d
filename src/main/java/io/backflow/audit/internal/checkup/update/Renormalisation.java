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

/** Renormalisation of gradients. */
final class Renormalisation implements Check {

    private static final Known KNOWN = new Known(
            "renormalisation",
            Severity.RISK,
            "the Renormalize modes divide by the norm whatever it is and ignore the threshold: a vanishing gradient is"
                    + " scaled up, noise with it, and the norm of an update tells nothing",
            "nn/updater/BaseMultiLayerUpdater.java:395",
            "GradientNormalization.None, and Backflow.on(model).clip(new GlobalNormClipping(threshold))");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> found =
                model.layers().stream().filter(Normalisation::renormalises).toList();
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                found.isEmpty() ? "" : Normalisation.describe(found.get(0)) + ", every norm becomes 1");
    }
}
