// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.output.InstalledOutput;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;

/** Lets the engine's layers, within wrappers too, run back once more beside the training. */
public final class LayerReplay {

    private LayerReplay() {}

    /**
     * Makes the next backward passes of a layer replays: they write no gradient, are not clipped, and only
     * {@code passes} gets them.
     *
     * @return how many layers are concerned
     */
    public static int begin(Layer layer, String name, Recorded wanted, Consumer<BackwardPass> passes) {
        return EngineLayers.visit(layer, name, (ours, path, reversed) -> {
            ours.hooks().name(path, reversed);
            ours.replay(new Replay(wanted, passes));
        });
    }

    /** Makes the next backward passes those of the training again; returns how many layers are concerned. */
    public static int end(Layer layer) {
        if (layer instanceof InstalledOutput output) {
            output.forgetScore();
        }
        return EngineLayers.visit(layer, "", (ours, path, reversed) -> ours.replay(null));
    }
}
