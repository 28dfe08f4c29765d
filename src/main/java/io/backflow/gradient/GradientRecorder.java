package io.backflow.gradient;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.guava.collect.MapMaker;

/**
 * Measures the updates of any number of models and hands the sampled ones on.
 *
 * <p>Every update is measured, so that the first, the last, the clipped and the non-finite ones can be recorded and a
 * policy finds its norms; the schedule only decides what is handed on. State is kept by model, weakly, since DL4J's
 * {@code ParallelWrapper} calls one listener from several threads, each with a model of its own.
 */
public final class GradientRecorder implements AutoCloseable {

    private final SamplingSchedule schedule;
    private final Scale scale;
    private final Consumer<? super GradientRecord> sink;
    // Keys are compared by identity: MultiLayerNetwork.equals compares all parameters.
    private final ConcurrentMap<Model, State> states = new MapMaker().weakKeys().makeMap();

    /**
     * Makes a recorder.
     *
     * @param schedule which updates are recorded
     * @param scale of the recorded norms
     * @param sink takes the records, in the thread that trains
     */
    public GradientRecorder(SamplingSchedule schedule, Scale scale, Consumer<? super GradientRecord> sink) {
        this.schedule = schedule;
        this.scale = scale;
        this.sink = sink;
    }

    private static final class State {
        private final GradientMeter meter;
        private final boolean lineSearch;
        private final UpdateCounter counter = new UpdateCounter();
        private @Nullable Measurement open;
        private @Nullable GradientRecord unrecorded;
        private boolean recordedAny;

        State(Model model) {
            this.meter = new GradientMeter(GradientLayout.of(model));
            this.lineSearch = model.conf().getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
        }
    }

    /**
     * Measures the raw gradient of an update that is being made; to be called in {@code onGradientCalculation}. DL4J's
     * line-search optimisers compute several gradients an update, of which the last is recorded.
     */
    public Measurement begin(Model model) {
        State state = states.computeIfAbsent(model, State::new);
        Measurement before = state.lineSearch ? state.open : null;
        UpdateIndex index = before == null ? state.counter.next(model) : before.index();
        Measurement open = new Measurement(index, model, state.meter);
        state.open = open;
        return open;
    }

    /** Returns the update that is being made, if there is one. */
    public Optional<Measurement> open(Model model) {
        State state = states.get(model);
        return state == null ? Optional.empty() : Optional.ofNullable(state.open);
    }

    /** Measures the update after it was made, and records it if it is to be; to be called in {@code iterationDone}. */
    public void finish(Model model) {
        State state = states.get(model);
        if (state == null || state.open == null) {
            return; // the listener was added after the gradient had been computed
        }
        Measurement done = state.open;
        state.open = null;
        if (!state.lineSearch) { // whose gradient view is a gradient still
            done.measureUpdate(model);
        }
        GradientRecord measured = done.toRecord(model, scale);
        if (done.isMarked()
                || !state.recordedAny
                || schedule.samples(done.index().update())) {
            state.recordedAny = true;
            state.unrecorded = null;
            sink.accept(measured);
        } else {
            state.unrecorded = measured;
        }
    }

    /** Records an update that will not be made, because its gradient was refused. */
    public void refuse(Model model) {
        State state = states.get(model);
        if (state == null || state.open == null) {
            return;
        }
        Measurement refused = state.open;
        state.open = null;
        state.recordedAny = true;
        sink.accept(refused.toRecord(model, scale));
    }

    /**
     * Returns what is remembered of a model between two updates, by name: {@code counter}, where in epoch and minibatch it
     * is, and {@code recorder}, whether an update was recorded. An update that {@link #close} would record is not part of it.
     */
    public Map<String, double[]> state(Model model) {
        State state = states.computeIfAbsent(model, State::new);
        return Map.of("counter", state.counter.state(), "recorder", new double[] {state.recordedAny ? 1 : 0});
    }

    /**
     * Goes on where a recorder was that gave this state, as if the model were the one that it measured.
     *
     * @throws IllegalArgumentException if an entry is missing, or has another length
     */
    public void restore(Model model, Map<String, double[]> remembered) {
        double[] counter = SavedState.entry(remembered, "counter", 3);
        double[] recorder = SavedState.entry(remembered, "recorder", 1);
        State state = states.computeIfAbsent(model, State::new);
        state.counter.restore(counter);
        state.recordedAny = recorder[0] != 0;
    }

    /** Records the last update of each model, if it was not, and forgets the models. */
    @Override
    public void close() {
        for (State state : states.values()) {
            if (state.unrecorded != null) {
                sink.accept(state.unrecorded);
            }
        }
        states.clear();
    }
}
