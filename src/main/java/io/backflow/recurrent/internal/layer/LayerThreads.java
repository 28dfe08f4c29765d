// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import org.deeplearning4j.nn.api.Layer;

/** Says in how many threads the engine's layers compute, within wrappers too. */
public final class LayerThreads {

    private LayerThreads() {}

    /** Sets it for a layer, or those that it wraps; returns how many it concerns. */
    public static int use(Layer layer, int threads) {
        return EngineLayers.visit(layer, "", (ours, path, reversed) -> ours.useThreads(threads));
    }
}
