// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Owns the order of what happens in an update: all parts observe the passes, then all see the raw gradient, then it is
 * clipped, then all see the clipped one, which is handed on; after Deeplearning4j's updater what was not to be made is
 * taken back, and then all see the update.
 *
 * <p>Within one moment the parts come in the order in which they were given.
 */
public final class UpdateEngine extends BaseTrainingListener implements AutoCloseable {

    private final List<UpdatePart> parts;
    private volatile boolean closed;

    /** Makes an engine of some parts. */
    public UpdateEngine(List<? extends UpdatePart> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Returns whether a part of it changes gradients. */
    public boolean modifies() {
        return parts.stream().anyMatch(UpdatePart::modifies);
    }

    /** Returns whether it has that part. */
    public boolean has(UpdatePart part) {
        return parts.contains(part);
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        each(part -> part.forward(model, activations));
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        each(part -> part.forward(model, activations));
    }

    @Override
    public void onBackwardPass(Model model) {
        each(part -> part.backward(model));
    }

    @Override
    public void onGradientCalculation(Model model) {
        each(part -> part.raw(model));
        each(part -> part.policy(model));
        each(part -> part.clipped(model));
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        each(part -> part.takeBack(model));
        each(part -> part.updated(model, iteration, epoch));
    }

    private void each(Consumer<UpdatePart> moment) {
        if (!closed) {
            parts.forEach(moment);
        }
    }

    /** Closes the parts and goes on calling them, for a listener that may be used again. */
    public void closeParts() {
        Closing.all(parts);
    }

    /** Ends it, and closes the parts: later calls, from networks that still know it, do nothing. */
    @Override
    public void close() {
        closed = true;
        closeParts();
    }
}
