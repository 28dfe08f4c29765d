// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.clipping.ClippingListener;
import io.backflow.flow.FlowListener;
import io.backflow.gradient.internal.QuantityMeters;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one listener of an attachment, which owns the order of what happens in an update: observe the backward passes,
 * measure the raw gradient, clip it, measure the clipped one, hand on; after Deeplearning4j's updater take back what
 * was not to be made, and measure.
 *
 * <p>It may be called by several threads, each with a model of its own.
 */
final class Engine extends BaseTrainingListener {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    private final TrainedModel attached;
    private final @Nullable FlowListener flow;
    /** Measures the gradient, and clips it or not. */
    private final @Nullable TrainingListener gradient;

    private final QuantityMeters meters;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final int iterationsBefore;
    private final AtomicInteger updates = new AtomicInteger();
    private volatile boolean closed;

    Engine(
            TrainedModel attached,
            @Nullable FlowListener flow,
            @Nullable TrainingListener gradient,
            QuantityMeters meters) {
        this.attached = attached;
        this.flow = flow;
        this.gradient = gradient;
        this.meters = meters;
        this.iterationsBefore = attached.iterations();
    }

    boolean clips() {
        return gradient instanceof ClippingListener;
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        if (flow != null && !closed) {
            flow.onForwardPass(model, activations);
        }
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        if (flow != null && !closed) {
            flow.onForwardPass(model, activations);
        }
    }

    /** The passes are taken before anybody may refuse the gradient, so that what diverged is known too. */
    @Override
    public void onBackwardPass(Model model) {
        if (closed) {
            return;
        }
        if (flow != null) {
            flow.onBackwardPass(model);
        }
        if (gradient != null) {
            gradient.onBackwardPass(model);
        }
    }

    @Override
    public void onGradientCalculation(Model model) {
        if (closed) {
            return;
        }
        if (model == attached.model()) {
            checkPlace();
        }
        meters.raw(model);
        if (gradient != null) {
            gradient.onGradientCalculation(model);
        }
        meters.clipped(model);
    }

    private void checkPlace() {
        if (clips() && !attached.isFirst(this) && !warned.getAndSet(true)) {
            log.warn("Other listeners were put before Backflow, which still clips and measures all updates:"
                    + " they see the raw gradient, and updates that are then taken back");
        }
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (closed) {
            return;
        }
        if (model == attached.model()) {
            updates.incrementAndGet();
        }
        if (gradient != null) {
            gradient.iterationDone(model, iteration, epoch);
        }
        meters.updated(model);
        if (flow != null) {
            flow.iterationDone(model, iteration, epoch);
        }
    }

    /** Ends it: later calls, from networks that still know it, do nothing. */
    void close() {
        closed = true;
        int missed = attached.iterations() - iterationsBefore - updates.get();
        if (missed > 0) {
            log.warn(
                    "{} of the network's updates were neither clipped nor measured: "
                            + "setListeners had taken Backflow out."
                            + " Add listeners by addListeners",
                    missed);
        }
    }
}
