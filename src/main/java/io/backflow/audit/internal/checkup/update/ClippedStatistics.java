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
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Gradient normalisation of batch normalisation. */
final class ClippedStatistics implements Check {

    private static final Known KNOWN = new Known(
            "statistics-clipped",
            Severity.WRONG,
            "GradientNormalization also changes the running mean and variance of batch normalisation, which stand in"
                    + " the gradient as updates: what the layer uses after training is wrong",
            "nn/updater/BaseMultiLayerUpdater.java:395, nn/layers/normalization/BatchNormalization.java",
            "gradientNormalization(GradientNormalization.None) on these layers; Backflow's clipping leaves them out");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer -> layer.configuration() instanceof BatchNormalization)
                .filter(layer -> Normalisation.of(layer).isPresent())
                .toList();
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                found.isEmpty() ? "" : Normalisation.describe(found.get(0)));
    }
}
