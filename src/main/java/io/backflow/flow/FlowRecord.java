package io.backflow.flow;

import io.backflow.gradient.UpdateIndex;
import java.util.List;

/**
 * How the gradient of one update flowed back through time.
 *
 * @param index which update
 * @param miniBatchSize number of examples
 * @param loss the network's score at the update: in Deeplearning4j the mean over examples of the sum over steps
 * @param layers the recurrent layers, uppermost first, as the backward pass meets them
 */
public record FlowRecord(UpdateIndex index, int miniBatchSize, double loss, List<LayerFlow> layers) {

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
