// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.WrappedLayers;
import io.backflow.recurrent.internal.output.InstalledOutput;
import org.deeplearning4j.nn.api.Layer;

/** Frees the buffers of the engine's layers, within wrappers too, which do not pass {@code close()} on. */
public final class LayerBuffers {

    private LayerBuffers() {}

    /** Frees what a layer, or those that it wraps, hold outside the heap; it comes back if the layer is used again. */
    public static void free(Layer layer) {
        for (WrappedLayers.Leaf leaf : WrappedLayers.leaves(layer, "")) {
            if (leaf.layer() instanceof FusedRecurrentLayer<?> || leaf.layer() instanceof InstalledOutput) {
                leaf.layer().close();
            }
        }
    }
}
