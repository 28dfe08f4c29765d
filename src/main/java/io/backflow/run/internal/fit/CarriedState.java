// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The recurrent state in which one minibatch ended and from which the next begins, as numbers: no gradient flows from
 * one to the other.
 *
 * <p>Between two minibatches the network itself has no state, so that whatever else is done with it changes nothing.
 */
public final class CarriedState {

    private static final String KEY = "carried.";

    private final FittedNetwork network;

    /** By {@code LAYER/NAME}; empty before the first minibatch of an epoch. */
    private final Map<String, double[]> states = new LinkedHashMap<>();

    /** @param network which is trained by truncated BPTT */
    public CarriedState(FittedNetwork network) {
        this.network = network;
    }

    /** Trains on a minibatch from the state on, and keeps that in which it ends. */
    public void fit(DataSet batch) {
        give(batch.numExamples());
        network.keepState(true);
        try {
            network.fit(batch);
        } finally {
            network.keepState(false);
        }
        take();
        network.rnnClearPreviousState();
    }

    private void give(int streams) {
        for (int i = 0; i < network.getnLayers(); i++) {
            if (network.getLayer(i) instanceof RecurrentLayer layer) {
                Map<String, INDArray> ofLayer = new LinkedHashMap<>();
                String prefix = i + "/";
                states.forEach((key, numbers) -> {
                    if (key.startsWith(prefix)) {
                        ofLayer.put(key.substring(prefix.length()), array(numbers, streams));
                    }
                });
                layer.rnnSetTBPTTState(ofLayer);
            }
        }
    }

    private INDArray array(double[] numbers, int streams) {
        return Nd4j.createFromArray(numbers)
                .reshape(streams, numbers.length / streams)
                .castTo(network.getLayerWiseConfigurations().getDataType());
    }

    private void take() {
        states.clear();
        for (int i = 0; i < network.getnLayers(); i++) {
            if (network.getLayer(i) instanceof RecurrentLayer layer) {
                String prefix = i + "/";
                layer.rnnGetTBPTTState()
                        .forEach((name, state) -> states.put(
                                prefix + name,
                                state.dup('c').reshape(state.length()).toDoubleVector()));
            }
        }
    }

    /** Begins anew, from a state of zeros. */
    public void forget() {
        states.clear();
    }

    /** Adds the state to what a checkpoint holds. */
    public void addTo(Map<String, double[]> saved) {
        states.forEach((key, numbers) -> saved.put(KEY + key, numbers));
    }

    /** Goes on from what a checkpoint holds. */
    public void restore(Map<String, double[]> saved) {
        states.clear();
        saved.forEach((key, numbers) -> {
            if (key.startsWith(KEY)) {
                states.put(key.substring(KEY.length()), numbers);
            }
        });
    }
}
