// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.gradient.internal.GradientRecorder;
import io.backflow.gradient.internal.GradientRecording;
import io.backflow.gradient.internal.UpdateEngine;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Measures the gradients of a {@code MultiLayerNetwork} or {@code ComputationGraph} as it trains, and modifies nothing.
 *
 * <pre>{@code network.setListeners(new GradientListener(record -> ...));}</pre>
 *
 * <p>For a network whose gradients are clipped as well, use {@code ClippingListener}, which measures before and after;
 * behind one, this listener would take the clipped gradient for the raw one. Close the listener after training to have
 * the last update recorded. Layers that DL4J pretrains by themselves are left out.
 */
public final class GradientListener extends BaseTrainingListener implements AutoCloseable {

    /** By default every tenth update is recorded. */
    public static final int DEFAULT_EVERY = 10;

    private final UpdateEngine engine;

    /** Records every tenth update, as a mean over the minibatch. */
    public GradientListener(Consumer<? super GradientRecord> sink) {
        this(SamplingSchedule.every(DEFAULT_EVERY), Scale.MEAN, sink);
    }

    /**
     * Makes a listener.
     *
     * @param schedule which updates are recorded
     * @param scale of the raw and clipped norms
     * @param sink takes the records, in the thread that trains
     */
    public GradientListener(SamplingSchedule schedule, Scale scale, Consumer<? super GradientRecord> sink) {
        this.engine = new UpdateEngine(List.of(new GradientRecording(new GradientRecorder(schedule, scale, sink))));
    }

    @Override
    public void onBackwardPass(Model model) {
        engine.onBackwardPass(model);
    }

    @Override
    public void onGradientCalculation(Model model) {
        engine.onGradientCalculation(model);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        engine.iterationDone(model, iteration, epoch);
    }

    @Override
    public void close() {
        engine.closeParts();
    }
}
