// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.WrappedLayers;
import org.deeplearning4j.nn.api.Layer;

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
        int count = 0;
        for (WrappedLayers.Leaf leaf : WrappedLayers.leaves(layer, path)) {
            if (leaf.layer() instanceof FusedRecurrentLayer<?> ours) {
                visitor.visit(ours, leaf.path(), leaf.reversed());
                count++;
            }
        }
        return count;
    }
}
