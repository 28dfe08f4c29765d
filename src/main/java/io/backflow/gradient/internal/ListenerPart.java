// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A listener that looks on as a part of an engine: it sees the clipped gradient, and no update that was taken back.
 *
 * @param listener is closed with the engine, if it can be closed; is not told of epochs
 */
public record ListenerPart(TrainingListener listener) implements UpdatePart {

    @Override
    public void forward(Model model, List<INDArray> activations) {
        listener.onForwardPass(model, activations);
    }

    @Override
    public void forward(Model model, Map<String, INDArray> activations) {
        listener.onForwardPass(model, activations);
    }

    @Override
    public void backward(Model model) {
        listener.onBackwardPass(model);
    }

    @Override
    public void clipped(Model model) {
        listener.onGradientCalculation(model);
    }

    @Override
    public void updated(Model model, int iteration, int epoch) {
        listener.iterationDone(model, iteration, epoch);
    }

    @Override
    public void close() {
        if (listener instanceof AutoCloseable closeable) {
            Closing.all(List.of(closeable));
        }
    }
}
