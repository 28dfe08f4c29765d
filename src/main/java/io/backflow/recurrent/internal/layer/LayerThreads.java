// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.WrappedLayers;
import io.backflow.recurrent.internal.output.InstalledOutput;
import org.deeplearning4j.nn.api.Layer;

/** Says in how many threads the engine's layers compute, within wrappers too. */
public final class LayerThreads {

    private LayerThreads() {}

    /** Sets it for a layer, or those that it wraps; returns how many recurrent ones it concerns. */
    public static int use(Layer layer, int threads) {
        for (WrappedLayers.Leaf leaf : WrappedLayers.leaves(layer, "")) {
            if (leaf.layer() instanceof InstalledOutput output) {
                output.useThreads(threads);
            }
        }
        return EngineLayers.visit(layer, "", (ours, path, reversed) -> ours.useThreads(threads));
    }
}
