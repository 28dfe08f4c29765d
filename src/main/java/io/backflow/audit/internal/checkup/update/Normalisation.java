// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.Figures;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;

/** Deeplearning4j's own gradient normalisation of a layer. */
final class Normalisation {

    private static final Set<GradientNormalization> RENORMALISES =
            Set.of(GradientNormalization.RenormalizeL2PerLayer, GradientNormalization.RenormalizeL2PerParamType);

    private Normalisation() {}

    /** Returns which one a layer has; nothing if it has none or trains no parameters. */
    static Optional<GradientNormalization> of(ExaminedLayer layer) {
        return layer.trained()
                .map(BaseLayer::getGradientNormalization)
                .filter(mode -> mode != GradientNormalization.None);
    }

    /** Returns whether it brings every gradient to the length 1. */
    static boolean renormalises(ExaminedLayer layer) {
        return of(layer).filter(RENORMALISES::contains).isPresent();
    }

    /** Returns whether it shortens what is longer than a threshold. */
    static boolean clips(ExaminedLayer layer) {
        return of(layer).filter(mode -> !RENORMALISES.contains(mode)).isPresent();
    }

    /** Returns its name, and the threshold if it has one. */
    static String describe(ExaminedLayer layer) {
        String mode = of(layer).map(Enum::name).orElse("none");
        double threshold = layer.trained()
                .map(BaseLayer::getGradientNormalizationThreshold)
                .orElse(Double.NaN);
        return clips(layer) ? String.format(Locale.ROOT, "%s at %s", mode, Figures.of(threshold, 3)) : mode;
    }
}
