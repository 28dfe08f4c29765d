// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.UpdateIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the gradient of one update flowed back through time.
 *
 * @param index which update
 * @param miniBatchSize number of examples
 * @param loss the network's score at the update as the mean over examples of the sum over steps, with the penalties on weights; with
 *     {@code miniBatch(false)} too, where Deeplearning4j's score is a sum over the examples
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
}
