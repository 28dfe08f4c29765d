package io.backflow.recurrent.internal.layer;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;

/** Finds the engine's recurrent layers, within wrappers too. */
final class EngineLayers {

    private EngineLayers() {}

    /** What to do with a layer. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Called for each layer.
         *
         * @param path the layer, as the installation report names it
         * @param reversed whether time runs backwards in it
         */
        void visit(FusedRecurrentLayer<?> layer, String path, boolean reversed);
    }

    /** Visits a layer, or those that it wraps, if they are the engine's; returns how many it visited. */
    static int visit(Layer layer, String path, Visitor visitor) {
        return visit(layer, path, false, visitor);
    }

    private static int visit(Layer layer, String path, boolean reversed, Visitor visitor) {
        if (layer instanceof TwoWayLayer both) {
            return visit(both.forward(), path + "/forward", reversed, visitor)
                    + visit(both.backward(), path + "/backward", !reversed, visitor);
        }
        if (layer instanceof BaseWrapperLayer wrapper) {
            return visit(wrapper.getUnderlying(), path, reversed, visitor);
        }
        if (layer instanceof FusedRecurrentLayer<?> ours) {
            visitor.visit(ours, path, reversed);
            return 1;
        }
        return 0;
    }
}
