// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.TwoDirections;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's bidirectional layer, which keeps its two directions to itself, with a way to reach them. */
final class TwoWayLayer extends BidirectionalLayer implements TwoDirections {

    private final Layer forward;
    private final Layer backward;

    TwoWayLayer(NeuralNetConfiguration conf, Layer forward, Layer backward, INDArray parameters) {
        super(conf, forward, backward, parameters);
        this.forward = forward;
        this.backward = backward;
    }

    @Override
    public Layer forward() {
        return forward;
    }

    @Override
    public Layer backward() {
        return backward;
    }
}
