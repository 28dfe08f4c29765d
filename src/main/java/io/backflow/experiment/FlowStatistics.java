package io.backflow.experiment;

import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.Verdict;
import io.backflow.flow.profile.DecayFit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps of a run's flow the first and the last record, and counts the verdicts. */
final class FlowStatistics implements Consumer<FlowRecord> {

    private final Map<Verdict.Kind, Long> verdicts = new EnumMap<>(Verdict.Kind.class);
    private FlowSummary.@Nullable Moment start;
    private FlowSummary.@Nullable Moment end;

    @Override
    public void accept(FlowRecord flow) {
        FlowSummary.Moment moment = moment(flow);
        start = start == null ? moment : start;
        end = moment;
        verdicts.merge(flow.verdict(), 1L, Long::sum);
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
        Map<String, Long> counts = new LinkedHashMap<>();
        verdicts.forEach((kind, count) -> counts.put(kind.key(), count));
        return new FlowSummary(start, end, counts);
    }
}
