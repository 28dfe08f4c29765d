// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.Cadence;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.GradientQuantity.Meter;
import io.backflow.gradient.MeasuredRecord;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.Stage;
import io.backflow.gradient.UpdateIndex;
import io.backflow.model.internal.Pretraining;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.guava.collect.MapMaker;

/**
 * Asks the meters of quantities at the stages that they want, as part of an engine; an update in which none is due
 * costs a look at each schedule.
 *
 * <p>Meters are kept by model, weakly, each model in a thread of its own.
 */
public final class QuantityMeters implements UpdatePart {

    private static final String UPDATES = "updates";
    private static final String MEASURED = "measured";
    private static final String METER = "meter.";

    private final List<GradientQuantity<?>> quantities;
    private final Consumer<? super MeasuredRecord> sink;
    private final Pretraining pretraining = new Pretraining("measured");
    private final AtomicInteger models = new AtomicInteger();
    // Keys are compared by identity: MultiLayerNetwork.equals compares all parameters.
    private final ConcurrentMap<Model, State> states = new MapMaker().weakKeys().makeMap();

    /**
     * Makes the meters of some quantities.
     *
     * @param sink takes what they measure, in the thread that trains
     * @throws IllegalArgumentException if a quantity has no schedule of its own
     */
    public QuantityMeters(List<GradientQuantity<?>> quantities, Consumer<? super MeasuredRecord> sink) {
        quantities.stream()
                .filter(quantity -> quantity.cadence().equals(Cadence.WITH_RECORDS))
                .forEach(quantity -> {
                    throw new IllegalArgumentException("The quantity '" + quantity.name()
                            + "' of the whole gradient must have a cadence of its own, got WITH_RECORDS");
                });
        this.quantities = List.copyOf(quantities);
        this.sink = sink;
    }

    /** One quantity's meter of one model. */
    private record Asked<R extends Record>(GradientQuantity<R> quantity, Meter<R> meter) {

        static <R extends Record> Asked<R> of(GradientQuantity<R> quantity) {
            return new Asked<>(quantity, quantity.newMeter());
        }

        void at(ViewMoment moment, Consumer<? super MeasuredRecord> sink) {
            meter.measure(moment)
                    .map(value -> new MeasuredRecord(moment.index(), quantity.name(), moment.stage(), value))
                    .ifPresent(sink);
        }
    }

    private static final class State {
        private final GradientLayout layout;
        private final boolean lineSearch;
        private final UpdateCounter counter;
        private final List<Asked<?>> meters = new ArrayList<>();
        private final boolean[] asked;
        private @Nullable UpdateIndex open;

        State(Model model, int number, List<GradientQuantity<?>> quantities) {
            this.layout = GradientLayout.of(model);
            this.lineSearch = model.conf().getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
            this.counter = new UpdateCounter(number);
            quantities.forEach(quantity -> meters.add(Asked.of(quantity)));
            this.asked = new boolean[quantities.size()];
        }
    }

    /** Measures the raw gradient of an update that is being made. */
    @Override
    public void raw(Model model) {
        if (quantities.isEmpty() || pretraining.isOf(model)) {
            return;
        }
        State state = stateOf(model);
        if (!state.lineSearch || state.open == null) { // which computes several gradients an update
            state.open = state.counter.next(model);
        }
        measure(model, state, Stage.RAW);
    }

    private State stateOf(Model model) {
        return states.computeIfAbsent(model, added -> new State(added, models.getAndIncrement(), quantities));
    }

    /**
     * Returns what must be remembered of a model between two updates, so that training resumes with the same records:
     * the count of updates, which quantities have been measured, and what each meter remembers.
     */
    public Map<String, double[]> state(Model model) {
        State state = stateOf(model);
        SavedState saved = SavedState.empty().with(UPDATES, state.counter.state());
        for (int i = 0; i < state.asked.length; i++) {
            saved = saved.withFlag(prefix(i) + MEASURED, state.asked[i])
                    .withPart(prefix(i) + METER, state.meters.get(i).meter().state());
        }
        return saved.toMap();
    }

    /**
     * Takes over what {@link #state} of other meters of the same quantities returned; before the model's first update.
     *
     * @throws IllegalArgumentException naming the entry, if the state is not one
     */
    public void restore(Model model, Map<String, double[]> from) {
        State state = stateOf(model);
        SavedState saved = SavedState.of(from);
        state.counter.restore(saved.numbers(UPDATES, state.counter.state().length));
        for (int i = 0; i < state.asked.length; i++) {
            state.asked[i] = saved.flag(prefix(i) + MEASURED);
            state.meters.get(i).meter().restore(saved.part(prefix(i) + METER));
        }
    }

    /** By number, since a name might begin with another's. */
    private static String prefix(int quantity) {
        return "quantities[" + quantity + "].";
    }

    /** Measures what the updater will see. */
    @Override
    public void clipped(Model model) {
        State state = states.get(model);
        if (state != null) {
            measure(model, state, Stage.CLIPPED);
        }
    }

    /** Measures the update that was made; with DL4J's line searches there is none to be seen. */
    @Override
    public void updated(Model model, int iteration, int epoch) {
        State state = states.get(model);
        if (state == null) {
            return;
        }
        if (!state.lineSearch) {
            measure(model, state, Stage.UPDATE);
        }
        UpdateIndex done = state.open;
        for (int i = 0; done != null && i < state.asked.length; i++) {
            state.asked[i] |= isDue(state, i, done);
        }
        state.open = null;
    }

    @Override
    public void close() {
        states.clear();
    }

    private void measure(Model model, State state, Stage stage) {
        UpdateIndex index = state.open;
        for (int i = 0; index != null && i < state.asked.length; i++) {
            Asked<?> asked = state.meters.get(i);
            if (asked.quantity().stages().contains(stage) && isDue(state, i, index)) {
                ViewMoment moment = new ViewMoment(
                        stage,
                        index,
                        new MiniBatch(model.batchSize(), Double.NaN),
                        state.layout,
                        model.getGradientsViewArray());
                try {
                    asked.at(moment, sink);
                } finally {
                    moment.end();
                }
            }
        }
    }

    private static boolean isDue(State state, int i, UpdateIndex index) {
        return state.meters.get(i).quantity().cadence().isDue(index.update(), !state.asked[i]);
    }
}
