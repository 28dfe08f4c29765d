// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import java.util.OptionalInt;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;

/**
 * Where the last forward pass first held a value that is not finite.
 *
 * @param layer a recurrent layer, as the installation report names it, whose state it is; or an output layer, whose
 *     input it is
 * @param reversed whether the layer reads backwards in time, so that its step 0 is the sequence's last
 * @param step the earliest such time step, in the order in which the layer reads; nothing if the value belongs to none
 * @param entered whether it came in there: with the layer's input, or with the state that a segment of truncated BPTT
 *     starts from
 */
public record NonFiniteState(String layer, boolean reversed, OptionalInt step, boolean entered) {

    /**
     * Hands on what a layer, or those that it wraps, met between forward and backward pass of an update, if they are
     * the engine's.
     */
    public static int visit(Layer layer, String name, Consumer<NonFiniteState> found) {
        return EngineLayers.visit(layer, name, (ours, path, reversed) -> {
            OptionalInt step = ours.firstNonFiniteState();
            step.ifPresent(t -> found.accept(new NonFiniteState(path, reversed, step, !ours.enteredFinite(t))));
        });
    }
}
