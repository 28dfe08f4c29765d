// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import io.backflow.model.internal.MendedAttentionVertex;
import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.NamedLayer;
import io.backflow.model.internal.WrappedLayers;
import io.backflow.recurrent.internal.layer.FusedRecurrentLayer;
import io.backflow.recurrent.internal.layer.InstalledLayer;
import io.backflow.recurrent.internal.layer.LayerBuffers;
import io.backflow.recurrent.internal.layer.LayerSwap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntBiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;

/** Finds the installed recurrent layers of a network with their parameters. */
public final class InstalledLayers {

    private InstalledLayers() {}

    /**
     * Returns the installed recurrent layers, the lowest first, the two directions of a bidirectional one apart.
     *
     * @throws IllegalArgumentException if the model is no network
     */
    public static List<InstalledLayer> of(Model model) {
        List<InstalledLayer> found = new ArrayList<>();
        visit(model, (layer, name) -> InstalledLayer.visit(layer, name, found::add));
        return List.copyOf(found);
    }

    /**
     * Returns whether anything of this library stands in the place of what Deeplearning4j has.
     *
     * @throws IllegalArgumentException if the model is no network
     */
    public static boolean areIn(Model model) {
        ModelView view = ModelView.of(model);
        return view.layers().stream()
                        .flatMap(each -> WrappedLayers.leaves(each.layer(), each.name()).stream())
                        .anyMatch(leaf -> LayerSwap.isInstalled(leaf.layer()))
                || view.parts().stream().anyMatch(part -> part.trainable() instanceof MendedAttentionVertex);
    }

    /** Frees the buffers of installed layers; they come back if the layers are used again. */
    public static void free(Model model) {
        ModelView.of(model).layers().forEach(each -> LayerBuffers.free(each.layer()));
    }

    /**
     * Checks that no recurrent layer that learns is Deeplearning4j's own.
     *
     * @param what cannot be done in such a layer
     * @throws IllegalStateException if one is, naming it
     */
    public static void requireAll(Model model, String what) {
        for (NamedLayer each : ModelView.of(model).layers()) {
            if (WrappedLayers.isFrozen(each.layer())) {
                continue;
            }
            for (WrappedLayers.Leaf leaf : WrappedLayers.leaves(each.layer(), each.name())) {
                if (leaf.layer() instanceof RecurrentLayer && !(leaf.layer() instanceof FusedRecurrentLayer)) {
                    throw new IllegalStateException(what + " cannot be done in layer '" + leaf.path()
                            + "', which is Deeplearning4j's own " + leaf.layer().getClass().getSimpleName()
                            + ": call RecurrentLayers.install first, and look at what it reports");
                }
            }
        }
    }

    /**
     * Returns the sum of what the visitor returns for each layer of a network, with its name.
     *
     * @throws IllegalArgumentException if the model is no network
     */
    public static int visit(Model model, ToIntBiFunction<Layer, String> visitor) {
        int count = 0;
        for (NamedLayer each : ModelView.of(model).layers()) {
            count += visitor.applyAsInt(each.layer(), each.name());
        }
        return count;
    }
}
