// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.Verdict;
import io.backflow.flow.profile.DecayFit;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.SavedValues;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of a run's flow the first record and the last that could be judged, and counts the verdicts: under a loss at
 * every step the last update, if the schedule does not sample it, shows nothing to judge by.
 */
public final class FlowStatistics implements Consumer<FlowRecord>, Resumable {

    private static final String START = "start";
    private static final String END = "end";
    private static final String VERDICTS = "verdicts";
    private static final String LAYER = "/";

    /** A state is numbers: it has a verdict's place in this list. */
    private static final List<String> KINDS =
            Arrays.stream(Verdict.Kind.values()).map(Verdict.Kind::key).toList();

    private final Map<String, Long> verdicts = new TreeMap<>();
    private FlowSummary.@Nullable Moment start;
    private FlowSummary.@Nullable Moment end;

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put(
                VERDICTS,
                KINDS.stream()
                        .mapToDouble(kind -> verdicts.getOrDefault(kind, 0L).doubleValue())
                        .toArray());
        save(START, start, state);
        save(END, end, state);
        return state;
    }

    private static void save(String name, FlowSummary.@Nullable Moment moment, Map<String, double[]> state) {
        if (moment == null) {
            return;
        }
        state.put(name, new double[] {moment.update(), number(moment.verdict())});
        moment.layers()
                .forEach((layer, flow) -> state.put(name + LAYER + layer, new double[] {
                    number(flow.verdict()),
                    flow.rate(),
                    flow.halfLife(),
                    flow.arrived(),
                    flow.lags(),
                    flow.stepsClipped()
                }));
    }

    private static int number(String verdict) {
        return KINDS.indexOf(verdict);
    }

    @Override
    public void restore(Map<String, double[]> state) {
        SavedValues counts = SavedValues.of(state, VERDICTS);
        verdicts.clear();
        for (String kind : KINDS) {
            long count = counts.count();
            if (count > 0) {
                verdicts.put(kind, count);
            }
        }
        start = restored(START, state);
        end = restored(END, state);
    }

    private static FlowSummary.@Nullable Moment restored(String name, Map<String, double[]> state) {
        if (!state.containsKey(name)) {
            return null;
        }
        SavedValues moment = SavedValues.of(state, name);
        long update = moment.count();
        String verdict = moment.choice(KINDS);
        Map<String, FlowSummary.Layer> layers = new LinkedHashMap<>();
        String prefix = name + LAYER;
        state.keySet().stream()
                .filter(entry -> entry.startsWith(prefix))
                .forEach(entry -> layers.put(entry.substring(prefix.length()), layer(SavedValues.of(state, entry))));
        return new FlowSummary.Moment(update, verdict, layers);
    }

    private static FlowSummary.Layer layer(SavedValues saved) {
        return new FlowSummary.Layer(
                saved.choice(KINDS),
                saved.number(),
                saved.number(),
                saved.number(),
                saved.count(),
                saved.hasNext() ? saved.count() : 0); // which checkpoints did not always have
    }

    @Override
    public void accept(FlowRecord flow) {
        FlowSummary.Moment moment = moment(flow);
        start = start == null ? moment : start;
        if (end == null || flow.verdict() != Verdict.Kind.UNDETERMINED || isUndetermined(end)) {
            end = moment;
        }
        verdicts.merge(flow.verdict().key(), 1L, Long::sum);
    }

    private static boolean isUndetermined(FlowSummary.Moment moment) {
        return moment.verdict().equals(Verdict.Kind.UNDETERMINED.key());
    }

    private static FlowSummary.Moment moment(FlowRecord flow) {
        Map<String, FlowSummary.Layer> layers = new LinkedHashMap<>();
        int stepsClipped = 0; // of this layer and those above it, whose errors come down
        for (LayerFlow layer : flow.layers()) {
            stepsClipped +=
                    layer.clipped().map(LayerFlow.ClippedFlow::stepsClipped).orElse(0);
            Optional<DecayFit> decay = layer.judged().decay();
            layers.put(
                    layer.layer(),
                    new FlowSummary.Layer(
                            layer.verdict().kind().key(),
                            decay.map(DecayFit::rate).orElse(Double.NaN),
                            decay.map(DecayFit::halfLife).orElse(Double.NaN),
                            layer.verdict().arrived(),
                            layer.verdict().lags(),
                            layer.stepLoss().isPresent() ? 0 : stepsClipped));
        }
        return new FlowSummary.Moment(flow.index().update(), flow.verdict().key(), layers);
    }

    public FlowSummary summary() {
        return new FlowSummary(start, end, verdicts);
    }
}
