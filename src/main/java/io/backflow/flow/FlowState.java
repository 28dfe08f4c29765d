package io.backflow.flow;

import io.backflow.gradient.SavedState;
import io.backflow.gradient.UpdateCounter;
import io.backflow.gradient.UpdateIndex;
import io.backflow.recurrent.layer.BackwardObserver;
import io.backflow.recurrent.layer.BackwardPass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/** What is known of the update that one network makes. It must not hold the network, whose layers hold it. */
final class FlowState implements BackwardObserver {

    private static final String UPDATES = "updates";
    private static final String RECORDED = "recorded";

    private final FlowConfig config;
    private final double floor;
    private final UpdateCounter counter = new UpdateCounter();
    private final Map<String, BackwardPass> passes = new LinkedHashMap<>();
    private @Nullable Update open;
    private @Nullable Update unrecorded;
    private boolean recordedAny;

    /** What one update saw, to be made a record if it is to be recorded. */
    private record Update(UpdateIndex index, double loss, List<BackwardPass> passes, Set<String> uppermost) {}

    FlowState(FlowConfig config, double floor) {
        this.config = config;
        this.floor = floor;
    }

    @Override
    public boolean wants(int iteration) {
        return config.records();
    }

    @Override
    public boolean wantsGates(int iteration) {
        return config.gates() != FlowConfig.GateCapture.NONE && isSampled(iteration);
    }

    @Override
    public boolean wantsActivations(int iteration) {
        return config.gates() == FlowConfig.GateCapture.QUANTILES && isSampled(iteration);
    }

    private boolean isSampled(long update) {
        return !recordedAny || config.samples(update);
    }

    @Override
    public void accept(BackwardPass pass) {
        passes.put(pass.layer(), pass);
    }

    /** A forward pass begins: what comes now belongs to it. */
    void begin() {
        passes.clear();
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
        Update before = open;
        // DL4J's line searches compute several gradients an update, of which the last counts.
        boolean again = before != null && before.index().update() == iterationOf(model);
        Optional<FlowRecord> ended = before == null || again ? Optional.empty() : Optional.of(record(before));
        UpdateIndex index = before == null || !again ? counter.next(model) : before.index();
        List<BackwardPass> all = List.copyOf(passes.values());
        open = new Update(index, model.score(), all, UppermostLayers.of(model, all));
        passes.clear();
        return ended;
    }

    private static int iterationOf(Model model) {
        return model instanceof MultiLayerNetwork network
                ? network.getIterationCount()
                : ((ComputationGraph) model).getIterationCount();
    }

    /** The update was made. Returns its record, if it is to be recorded. */
    Optional<FlowRecord> done() {
        Update done = open;
        if (done == null) {
            return Optional.empty();
        }
        open = null;
        if (isSampled(done.index().update())) {
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
        return new FlowAssembly(update.passes(), update.uppermost(), floor).record(update.index(), update.loss());
    }

    /** Returns everything that the next record depends on. */
    Map<String, double[]> state() {
        return Map.of(UPDATES, counter.state(), RECORDED, new double[] {recordedAny ? 1 : 0});
    }

    void restore(Map<String, double[]> state) {
        counter.restore(SavedState.entry(state, UPDATES, counter.state().length));
        recordedAny = SavedState.entry(state, RECORDED, 1)[0] != 0;
    }
}
