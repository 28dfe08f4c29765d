// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.NamedLayer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;

/** Refuses networks that DL4J would clip as well: the two clippers would hide each other. */
final class ForeignClipping {

    private ForeignClipping() {}

    static void refuse(Model model) {
        ModelView.of(model).layers().stream()
                .map(NamedLayer::layer)
                .filter(layer -> layer.numParams() > 0)
                .forEach(ForeignClipping::refuse);
    }

    private static void refuse(Layer layer) {
        // The configuration that DL4J's updater asks: that of a frozen layer, for one, names no clipping.
        TrainingConfig configuration = layer.getConfig();
        GradientNormalization mode = configuration.getGradientNormalization();
        if (mode != null && mode != GradientNormalization.None) {
            String name = configuration.getLayerName();
            throw new IllegalStateException("Layer '" + (name == null ? layer.getIndex() : name)
                    + "' must not set DL4J's GradientNormalization beside Backflow's clipping, got " + mode
                    + ": two clippers would hide each other. Remove one of the two.");
        }
    }
}
