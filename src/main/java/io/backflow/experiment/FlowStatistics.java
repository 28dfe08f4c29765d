package io.backflow.experiment;

import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.profile.DecayFit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps of a run's flow the first and the last record, and counts the verdicts. */
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
        end = moment;
        verdicts.merge(flow.verdict().key(), 1L, Long::sum);
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
