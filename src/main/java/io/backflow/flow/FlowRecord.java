// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.UpdateIndex;
import io.backflow.recurrent.internal.layer.NonFiniteState;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How the gradient of one update flowed back through time.
 *
 * @param index which update
 * @param miniBatchSize number of examples
 * @param loss the network's score at the update as the mean over examples of the sum over steps, with the penalties on
 *     weights; with {@code miniBatch(false)} too, where Deeplearning4j's score is a sum over the examples
 * @param layers the recurrent layers, uppermost first, as the backward pass meets them
 * @param divergence what was not finite first; null if loss and gradient are finite
 */
public record FlowRecord(
        UpdateIndex index,
        int miniBatchSize,
        double loss,
        List<LayerFlow> layers,
        @Nullable Divergence divergence) {

    /** Copies the layers. */
    public FlowRecord {
        layers = List.copyOf(layers);
    }

    /** Returns the most urgent verdict of any layer. */
    public Verdict.Kind verdict() {
        return Verdict.worst(
                layers.stream().map(layer -> layer.verdict().kind()).toList());
    }

    /**
     * The first place in an update where a value was not finite. The forward pass comes before the loss, and the loss
     * before the gradient.
     *
     * @param stage which of them
     * @param layer where it was met first: of the forward pass the lowest recurrent layer whose state is not finite, or
     *     an output layer that what lies below it hands such a value; of the gradient the uppermost recurrent layer.
     *     Empty for the loss
     * @param reversed whether that layer reads backwards in time, so that its step 0 is the sequence's last
     * @param step the time step at which it was met first, in the order in which the layer reads: the earliest one of
     *     the forward pass, the latest one of the gradient. Nothing for the loss, and where a layer without time steps
     *     met it
     * @param entered whether it came into that layer there, with its input or from the layer above, rather than being
     *     made by it
     */
    public record Divergence(Stage stage, String layer, boolean reversed, OptionalInt step, boolean entered) {

        /** The part of an update in which a value was not finite. */
        public enum Stage {
            /** A state, or what reaches the output layer, is NaN or infinite. */
            FORWARD,
            /** The forward pass is finite, and the loss is NaN or infinite. */
            LOSS,
            /**
             * Forward pass and loss are finite, and an error on its way back is NaN or infinite, or its norm over the
             * range of double.
             */
            BACKWARD;

            /** Returns the name in lower case, as records and files write it. */
            public String key() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        static Divergence forward(NonFiniteState state) {
            return new Divergence(Stage.FORWARD, state.layer(), state.reversed(), state.step(), state.entered());
        }

        static Divergence loss() {
            return new Divergence(Stage.LOSS, "", false, OptionalInt.empty(), false);
        }

        static Divergence backward(String layer, boolean reversed, int step, boolean entered) {
            return new Divergence(Stage.BACKWARD, layer, reversed, OptionalInt.of(step), entered);
        }

        /** Returns a sentence such as {@code the forward pass went first, at step 7 of rnn0}. */
        @Override
        public String toString() {
            String where = step.isPresent() ? ", at step " + step.getAsInt() + " of " + layer : ", at " + layer;
            String how = entered ? ", where it came in" : "";
            return switch (stage) {
                case FORWARD -> "the forward pass went first" + where + how;
                case LOSS -> "the loss went first, the forward pass is finite";
                case BACKWARD -> "the gradient went first on its way back" + where + how;
            };
        }
    }
}
