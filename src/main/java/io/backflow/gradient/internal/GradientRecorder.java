// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.Scale;
import io.backflow.gradient.UpdateIndex;
import io.backflow.model.internal.ModelView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.guava.collect.MapMaker;

/**
 * Measures the updates of any number of models and hands the sampled ones on.
 *
 * <p>Every raw gradient is measured, so that a policy finds its norms. The other stages and the parameters are measured
 * where the update is recorded: the first, the last, those that the schedule samples, the clipped and the non-finite
 * ones. That the last one was the last is known only when the recorder is closed: its update and the parameters are
 * measured then, where the model has not been trained on without the recorder.
 *
 * <p>State is kept by model, weakly, since DL4J's {@code ParallelWrapper} calls one listener from several threads, each
 * with a model of its own.
 */
public final class GradientRecorder implements AutoCloseable {

    private static final String LATEST = "latest";

    private final SamplingSchedule schedule;
    private final Scale scale;
    private final boolean countsSteps;
    private final @Nullable Consumer<? super GradientRecord> sink;
    private final ExamplePlaces places;
    private final AtomicInteger models = new AtomicInteger();
    // Keys are compared by identity: MultiLayerNetwork.equals compares all parameters.
    private final ConcurrentMap<Model, State> states = new MapMaker().weakKeys().makeMap();

    /**
     * Makes a recorder.
     *
     * @param schedule which updates are recorded
     * @param scale of the recorded norms
     * @param sink takes the records, in the thread that trains; null if nobody does, and then nothing is measured for
     *     them
     */
    public GradientRecorder(SamplingSchedule schedule, Scale scale, @Nullable Consumer<? super GradientRecord> sink) {
        this(schedule, scale, scale, sink);
    }

    /**
     * Makes a recorder that is also asked for norms in another scale than the recorded one.
     *
     * @param asked the scale in which measurements are asked for; where it is {@link Scale#PER_STEP}, labelled steps
     *     are counted though nobody takes the records
     */
    public GradientRecorder(
            SamplingSchedule schedule, Scale scale, Scale asked, @Nullable Consumer<? super GradientRecord> sink) {
        this(schedule, scale, asked, sink, new ExamplePlaces());
    }

    /**
     * Makes a recorder that is also asked for norms in another scale than the recorded one.
     *
     * @param asked the scale in which measurements are asked for; where it is {@link Scale#PER_STEP}, labelled steps
     *     are counted though nobody takes the records
     * @param places knows where the examples of a minibatch stand in their data
     */
    public GradientRecorder(
            SamplingSchedule schedule,
            Scale scale,
            Scale asked,
            @Nullable Consumer<? super GradientRecord> sink,
            ExamplePlaces places) {
        this.places = places;
        this.schedule = schedule;
        this.scale = scale;
        this.countsSteps = sink != null || asked == Scale.PER_STEP;
        this.sink = sink;
    }

    private static final class State {
        private final GradientMeter meter;
        private final boolean lineSearch;
        private final UpdateCounter counter;
        private @Nullable Measurement open;
        private @Nullable Measurement unrecorded;
        private boolean recordedAny;
        private double labelledSteps = Double.NaN;
        private final LatestNorms latest = new LatestNorms();
        private final List<ExampleShares> earlier = new ArrayList<>();

        State(Model model, int number) {
            this.counter = new UpdateCounter(number);
            this.meter = new GradientMeter(GradientLayout.of(model));
            this.lineSearch = model.conf().getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
        }
    }

    private State stateOf(Model model) {
        return states.computeIfAbsent(model, added -> new State(added, models.getAndIncrement()));
    }

    /** Returns whether there is somebody to take the records. */
    public boolean isListenedTo() {
        return sink != null;
    }

    /**
     * Counts the labelled steps of an update that is being made, if somebody wants to know; to be called in
     * {@code onBackwardPass}, after which a graph forgets its labels.
     */
    public void countSteps(Model model) {
        if (countsSteps) {
            State state = stateOf(model);
            double counted = LabelledStepCount.of(model);
            boolean more = model instanceof SummedPasses summed && summed.earlierPasses() > 0;
            state.labelledSteps = more ? state.labelledSteps + counted : counted;
        }
    }

    /**
     * Keeps what the examples of a minibatch added to the gradient, if other minibatches are still to come in the
     * update; to be called in {@code onBackwardPass}, after which the layers forget it.
     */
    public void keepShares(Model model) {
        if (model instanceof SummedPasses summed && summed.moreToCome()) {
            List<ExampleShares> earlier = stateOf(model).earlier;
            if (summed.earlierPasses() == 0) {
                earlier.clear();
            }
            earlier.add(ExampleShares.of(model, places.current()));
        }
    }

    /**
     * Measures the raw gradient of an update that is being made; to be called in {@code onGradientCalculation}. DL4J's
     * line-search optimisers compute several gradients an update, of which the last is recorded.
     */
    public Measurement begin(Model model) {
        return begin(model, false);
    }

    /**
     * Measures the raw gradient of an update that is being made, as {@link #begin(Model)} does, or its L2 norms alone.
     *
     * @param l2Only whether the other norms may be left out, as NaN, of an update that is not sampled; they are not
     *     where somebody takes the records, since the update may turn out to be one that is recorded
     */
    public Measurement begin(Model model, boolean l2Only) {
        State state = stateOf(model);
        Measurement before = state.lineSearch ? state.open : null;
        UpdateIndex index = before == null ? state.counter.next(model) : before.index();
        boolean sampled = !state.recordedAny || schedule.samples(index.update());
        MiniBatch miniBatch = new MiniBatch(model.batchSize(), state.labelledSteps);
        Measurement.Examples examples = new Measurement.Examples(List.copyOf(state.earlier), places.current());
        Measurement open = new Measurement(
                index, model, miniBatch, examples, state.meter, sampled, l2Only && !sampled && sink == null);
        state.earlier.clear();
        open.isLargest(state.latest.add(open.raw(scale).global().l2()));
        state.labelledSteps = Double.NaN; // of this update, and of no other
        state.open = open;
        state.unrecorded = null; // its update has left the gradient view
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
        state.unrecorded = null;
        state.recordedAny = true; // the first one always is
        if (sink != null) {
            boolean brokenUpdate = !state.lineSearch && !FiniteScan.isFinite(model.getGradientsViewArray());
            if (done.isSampled() || brokenUpdate) {
                record(model, state, done);
            } else {
                state.unrecorded = done;
            }
        }
    }

    private void record(Model model, State state, Measurement done) {
        if (!state.lineSearch) { // whose gradient view is a gradient still
            done.measureUpdate(model);
        }
        emit(model, done);
    }

    private void emit(Model model, Measurement measured) {
        if (sink != null) {
            sink.accept(measured.toRecord(model, scale));
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
        emit(model, refused);
    }

    /**
     * Returns what is remembered of a model between two updates, by name: {@code counter}, where in epoch and minibatch
     * it is, {@code recorder}, whether an update was recorded, and {@code latest}, the norms of the latest gradients. An
     * update that {@link #close} would record is not part of it.
     */
    public Map<String, double[]> state(Model model) {
        State state = stateOf(model);
        return Map.of(
                "counter",
                state.counter.state(),
                "recorder",
                new double[] {state.recordedAny ? 1 : 0},
                LATEST,
                state.latest.state());
    }

    /**
     * Goes on where a recorder was that gave this state, as if the model were the one that it measured.
     *
     * @throws IllegalArgumentException if an entry is missing, or has another length
     */
    public void restore(Model model, Map<String, double[]> remembered) {
        double[] counter = SavedState.of(remembered).numbers("counter", 3);
        boolean recordedAny = SavedState.of(remembered).flag("recorder");
        State state = stateOf(model);
        if (remembered.containsKey(LATEST)) { // not in what older versions saved
            state.latest.restore(SavedState.of(remembered).norms(LATEST));
        }
        state.counter.restore(counter);
        state.recordedAny = recordedAny;
    }

    /** Records the last update of each model, if it was not, and forgets the models. */
    @Override
    public void close() {
        states.forEach((model, state) -> {
            Measurement last = state.unrecorded;
            if (last != null && holdsUpdate(model, last)) {
                record(model, state, last);
            }
        });
        states.clear();
    }

    /**
     * Whether the model's views are as that update left them; DL4J raises the count after it has told the listeners.
     */
    private static boolean holdsUpdate(Model model, Measurement update) {
        long since = ModelView.of(model).iterationCount() - update.index().update();
        return since == 0 || since == 1;
    }
}
