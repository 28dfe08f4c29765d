package io.backflow.experiment;

import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.Verdict;
import io.backflow.flow.profile.DecayFit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of a run's flow the first record and the last that could be judged, and counts the verdicts: under a loss at every step the last
 * update, if the schedule does not sample it, shows nothing to judge by.
 */
final class FlowStatistics implements Consumer<FlowRecord> {

    private final Map<String, Long> verdicts = new TreeMap<>();
    private FlowSummary.@Nullable Moment start;
    private FlowSummary.@Nullable Moment end;

    /** Starts with what the run had recorded before; {@link FlowSummary#NONE} if nothing. */
    FlowStatistics(FlowSummary before) {
        start = before.start();
        end = before.end();
        verdicts.putAll(before.verdicts());
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
        for (LayerFlow layer : flow.layers()) {
            Optional<DecayFit> decay = layer.judged().decay();
            layers.put(
                    layer.layer(),
                    new FlowSummary.Layer(
                            layer.verdict().kind().key(),
                            decay.map(DecayFit::rate).orElse(Double.NaN),
                            decay.map(DecayFit::halfLife).orElse(Double.NaN),
                            layer.verdict().arrived(),
                            layer.verdict().lags()));
        }
        return new FlowSummary.Moment(flow.index().update(), flow.verdict().key(), layers);
    }

    FlowSummary summary() {
        return new FlowSummary(start, end, verdicts);
    }
}
