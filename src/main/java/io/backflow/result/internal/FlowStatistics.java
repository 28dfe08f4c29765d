// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.flow.ClippedFlow;
import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.Verdict;
import io.backflow.flow.profile.DecayFit;
import io.backflow.store.internal.Resumable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of a run's flow the first record and the last that could be judged, and counts the verdicts: under a loss at every step the last
 * update, if the schedule does not sample it, shows nothing to judge by.
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
        double[] counts = Resumable.numbers(state, VERDICTS);
        verdicts.clear();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                verdicts.put(KINDS.get(i), (long) counts[i]);
            }
        }
        start = restored(START, state);
        end = restored(END, state);
    }

    private static FlowSummary.@Nullable Moment restored(String name, Map<String, double[]> state) {
        double[] moment = state.get(name);
        if (moment == null) {
            return null;
        }
        Map<String, FlowSummary.Layer> layers = new LinkedHashMap<>();
        String prefix = name + LAYER;
        state.forEach((key, flow) -> {
            if (key.startsWith(prefix)) {
                layers.put(
                        key.substring(prefix.length()),
                        new FlowSummary.Layer(
                                kind(flow[0]),
                                flow[1],
                                flow[2],
                                flow[3],
                                (long) flow[4],
                                flow.length > 5 ? (long) flow[5] : 0)); // which checkpoints did not always have
            }
        });
        return new FlowSummary.Moment((long) moment[0], kind(moment[1]), layers);
    }

    private static String kind(double number) {
        return KINDS.get((int) number);
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
            stepsClipped += layer.clipped().map(ClippedFlow::stepsClipped).orElse(0);
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
