// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.LayerQuantity.Need;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.UpdateIndex;
import io.backflow.gradient.internal.UpdateCounter;
import io.backflow.model.internal.ModelView;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.InstalledLayers;
import io.backflow.recurrent.internal.StepLossProbe;
import io.backflow.recurrent.internal.layer.InstalledLayer;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the update that one network makes. It must not hold the network, whose layers hold it. */
final class FlowState implements BackwardObserver {

    private static final Logger log = LoggerFactory.getLogger(FlowState.class);

    private static final String UPDATES = "updates";
    private static final String RECORDED = "recorded";

    private final FlowPlan plan;
    private final boolean records;
    private final double floor;
    private final UpdateCounter counter;
    private final Map<String, BackwardPass> passes = new LinkedHashMap<>();
    private @Nullable Update open;
    private @Nullable Update unrecorded;
    private @Nullable StepLossProbe probe;
    private @Nullable Boolean probed;
    private @Nullable Boolean stepLosses;
    private Set<String> layers = Set.of();
    private Set<String> uppermost = Set.of();
    private boolean recordedAny;

    /** What one update saw, to be made a record if it is to be recorded. */
    private record Update(
            UpdateIndex index, double loss, FlowRecord.@Nullable Divergence divergence, FlowAssembly assembly) {}

    /** Makes the state of the model of that number. */
    FlowState(FlowPlan plan, double floor, int number) {
        this.counter = new UpdateCounter(number);
        this.plan = plan;
        this.records = plan.records();
        this.floor = floor;
    }

    @Override
    public boolean wants(int iteration) {
        return records;
    }

    @Override
    public boolean wantsGates(int iteration) {
        return capture(iteration).needs(Need.GATES);
    }

    @Override
    public boolean wantsQuantiles(int iteration) {
        return capture(iteration).needs(Need.QUANTILES);
    }

    @Override
    public boolean wantsActivations(int iteration) {
        return capture(iteration).needs(Need.ACTIVATIONS);
    }

    @Override
    public boolean wantsErrors(int iteration) {
        return capture(iteration).needs(Need.ERRORS);
    }

    private Capture capture(long update) {
        return Capture.of(plan, update, !recordedAny);
    }

    @Override
    public void accept(BackwardPass pass) {
        passes.put(pass.layer(), pass);
    }

    /** A forward pass has been made, and the backward pass begins: what comes now belongs to it. */
    void begin(Model model) {
        passes.clear();
        probe = null;
        Capture capture = capture(ModelView.of(model).iterationCount());
        if (!capture.stepLoss() || !isProbed(model)) {
            return;
        }
        if (hasStepLosses(model)) {
            probe = StepLossProbe.prepare(model, capture.ofStepLoss());
        } else if (InstalledLayers.of(model).stream().anyMatch(InstalledLayer::clipsThroughTime)) {
            probe = StepLossProbe.prepare(model, Recorded.NORMS);
        }
    }

    private boolean hasStepLosses(Model model) {
        if (stepLosses == null) {
            stepLosses = StepLossProbe.hasStepLosses(model);
        }
        return stepLosses;
    }

    private boolean isProbed(Model model) {
        if (probed == null) {
            List<String> obstacles = StepLossProbe.obstacles(model);
            if (!obstacles.isEmpty()) {
                log.warn("The flow of one step's loss is not measured: {}", obstacles);
            }
            probed = obstacles.isEmpty();
        }
        return probed;
    }

    /**
     * All layers have been passed.
     *
     * @return the record of the update before, if an exception ended it
     */
    Optional<FlowRecord> passed(Model model) {
        if (passes.isEmpty()) {
            return Optional.empty(); // nothing is to be recorded, or all recurrent layers are frozen
        }
        // As the layers were asked; the record of the update before may make this one no longer the first.
        Capture capture = capture(ModelView.of(model).iterationCount());
        Update before = open;
        // DL4J's line searches compute several gradients an update, of which the last counts.
        boolean again =
                before != null && before.index().update() == ModelView.of(model).iterationCount();
        Optional<FlowRecord> ended = before == null || again ? Optional.empty() : Optional.of(record(before));
        UpdateIndex index = before == null || !again ? counter.next(model) : before.index();
        double loss = MeanLoss.of(model);
        FlowRecord.Divergence divergence = DivergenceSearch.find(model, loss, passes.values());
        open = new Update(index, loss, divergence, assemble(model, capture));
        passes.clear();
        return ended;
    }

    private FlowAssembly assemble(Model model, Capture capture) {
        List<BackwardPass> all = List.copyOf(passes.values());
        FlowAssembly assembly = new FlowAssembly(
                all, uppermost(model, all), floor, LayerMeters.of(model, capture), hasStepLosses(model));
        StepLossProbe prepared = probe;
        if (prepared != null && !hasStepLosses(model)) {
            assembly.addUnclipped(prepared.measure(0)); // the one loss, whatever the step
        } else if (prepared != null) {
            assembly.lossSteps(plan.lossStep())
                    .forEach((reversed, step) -> assembly.add(reversed, step, prepared.measure(step)));
        }
        probe = null; // which holds the model
        return assembly;
    }

    /**
     * Finds the uppermost layers once, as long as it is the same layers that are passed: others may be frozen or
     * installed later.
     */
    private Set<String> uppermost(Model model, List<BackwardPass> all) {
        if (!layers.equals(passes.keySet())) {
            layers = Set.copyOf(passes.keySet());
            uppermost = UppermostLayers.of(model, all);
        }
        return uppermost;
    }

    /** The update was made. Returns its record, if it is to be recorded. */
    Optional<FlowRecord> done() {
        Update done = open;
        if (done == null) {
            return Optional.empty();
        }
        open = null;
        if (capture(done.index().update()).sampled()) {
            return Optional.of(record(done));
        }
        unrecorded = done;
        return Optional.empty();
    }

    /** Returns the record of the last update, if there is none yet. */
    Optional<FlowRecord> last() {
        Update last = open == null ? unrecorded : open; // what is open was ended by an exception
        open = null;
        return last == null ? Optional.empty() : Optional.of(record(last));
    }

    private FlowRecord record(Update update) {
        unrecorded = null;
        recordedAny = true;
        return update.assembly().record(update.index(), update.loss(), update.divergence());
    }

    /** Returns everything that the next record depends on. */
    Map<String, double[]> state() {
        return Map.of(UPDATES, counter.state(), RECORDED, new double[] {recordedAny ? 1 : 0});
    }

    void restore(Map<String, double[]> state) {
        counter.restore(SavedState.of(state).numbers(UPDATES, counter.state().length));
        recordedAny = SavedState.of(state).flag(RECORDED);
    }
}
