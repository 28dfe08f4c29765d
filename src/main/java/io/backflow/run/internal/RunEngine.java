// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.internal.ClippingPlan;
import io.backflow.clipping.internal.GradientClipping;
import io.backflow.config.internal.JobConfig;
import io.backflow.flow.FlowListener;
import io.backflow.flow.FlowRecord;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.MeasuredRecord;
import io.backflow.gradient.Quantity;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.internal.ExamplePlaces;
import io.backflow.gradient.internal.GradientRecorder;
import io.backflow.gradient.internal.ListenerPart;
import io.backflow.gradient.internal.QuantityMeters;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.gradient.internal.UpdatePart;
import io.backflow.store.internal.Checkpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a run, as its network's one listener: it clips and records the updates as the job says, and lets the
 * run's own listeners look on.
 */
final class RunEngine implements AutoCloseable {

    private final List<UpdatePart> parts = new ArrayList<>();
    private final Map<String, PartState> states = new LinkedHashMap<>();
    private final MultiLayerNetwork network;
    private final UpdateEngine engine;

    /**
     * What takes the records.
     *
     * @param measured takes what the job's quantities of gradients measure
     * @param flow null if the flow through time is not watched
     */
    record Consumers(
            Consumer<GradientRecord> gradients,
            Consumer<ClippingRecord> clips,
            Consumer<MeasuredRecord> measured,
            @Nullable Consumer<FlowRecord> flow) {}

    /**
     * Attaches an engine to a network that has no listeners.
     *
     * @param places knows where the examples of a minibatch stand in the data
     * @param observers look on after each update was clipped, and before passes are replayed to see one step's loss
     */
    RunEngine(
            MultiLayerNetwork network,
            JobConfig job,
            Consumers consumers,
            ExamplePlaces places,
            List<TrainingListener> observers) {
        this.network = network;
        clip(job, consumers, places);
        measure(job, consumers.measured());
        observers.forEach(observer -> parts.add(new ListenerPart(observer)));
        if (consumers.flow() != null) {
            watchFlow(job, consumers.flow());
        }
        this.engine = new UpdateEngine(parts);
        network.setListeners(engine);
    }

    private void clip(JobConfig job, Consumers consumers, ExamplePlaces places) {
        GradientRecorder recorder = new GradientRecorder(
                SamplingSchedule.every(job.settings().recording().every()),
                job.settings().recording().scale(),
                job.clipping().scale(),
                consumers.gradients(),
                places);
        ClippingPlan plan = new ClippingPlan(
                job.clipping().policy()::newPolicy,
                job.settings().nonFinite(),
                job.clipping().scale(),
                consumers.clips());
        GradientClipping clipping = new GradientClipping(plan, recorder);
        parts.add(clipping.recording());
        parts.add(clipping);
        states.put("clipping", PartState.of(clipping, network));
    }

    /** A job without quantities has no state of theirs in its checkpoints. */
    private void measure(JobConfig job, Consumer<MeasuredRecord> records) {
        List<GradientQuantity<?>> ofGradients = job.settings().recording().ofGradients();
        if (!ofGradients.isEmpty()) {
            QuantityMeters meters = new QuantityMeters(ofGradients, records);
            parts.add(meters);
            states.put("quantities", PartState.of(meters, network));
        }
    }

    private void watchFlow(JobConfig job, Consumer<FlowRecord> records) {
        List<Quantity> ofLayers = new ArrayList<>(job.settings().flowOrDefault().quantities());
        ofLayers.addAll(job.settings().recording().ofLayers());
        FlowListener flow = new FlowListener(ofLayers, records);
        parts.add(new ListenerPart(flow));
        states.put("flow", PartState.of(flow, network));
    }

    /** Has checkpoints hold what the parts remember, which at once get it back if the run goes on. */
    void addTo(Checkpoints checkpoints) {
        states.forEach(checkpoints::add);
    }

    /** Has checkpoints forget the parts, which have done their work. */
    void dropFrom(Checkpoints checkpoints) {
        states.keySet().forEach(checkpoints::drop);
    }

    /** Records the last update as such, and does nothing from then on. */
    @Override
    public void close() {
        engine.close();
    }
}
