package io.backflow.recurrent.internal.layer;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;

/** Frees the buffers of the engine's layers, within wrappers too, which do not pass {@code close()} on. */
public final class LayerBuffers {

    private LayerBuffers() {}

    /** Frees what a layer, or those that it wraps, hold outside the heap; it comes back if the layer is used again. */
    public static void free(Layer layer) {
        if (layer instanceof TwoWayLayer both) {
            free(both.forward());
            free(both.backward());
        } else if (layer instanceof BaseWrapperLayer wrapper) {
            free(wrapper.getUnderlying());
        } else if (layer instanceof FusedRecurrentLayer<?> || layer instanceof InstalledOutput) {
            layer.close();
        }
    }
}
