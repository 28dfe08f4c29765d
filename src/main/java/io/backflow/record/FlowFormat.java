// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.Verdict;
import io.backflow.flow.profile.DecayFit;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.flow.profile.LagProfile;
import io.backflow.gradient.Scale;
import io.backflow.record.internal.Decimal;
import io.backflow.record.internal.SharedFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes how the gradient of an update flowed back through time.
 *
 * <p>In the compact row each layer has an object under its name. All lists are by time step, from {@code firstStep} on,
 * in the order in which the layer reads; norms are of the loss as the mean over the minibatch. Gate figures are rounded
 * to {@value #DECIMALS} decimals. What was not measured is left out. A profile with {@code "byExample":true} has its
 * decay, and the verdict its ratios, by the lag from each example's own end. With clipping through time all is of the
 * errors that flow on, {@code "throughTime"} says at how many steps they were clipped and has the same
 * {@code "unclipped"}, and {@code oneLoss} is followed without it. {@code "divergence"} is there only if something is
 * not finite. What a quantity of a host's measures of a layer is an object under the quantity's name, with the
 * components of its record.
 *
 * <pre>{@code
 * {"record":"flow","update":100,"epoch":0,"batch":100,"segment":0,"miniBatchSize":32,"scale":"mean","loss":1.3,
 *  "verdict":"vanishing","divergence":{"stage":"forward","layer":"rnn0","reversed":false,"step":7,"entered":false},
 *  "layers":{"rnn0":{"reversed":false,"steps":50,"firstStep":0,
 *   "labelled":{"first":49,"last":49,"count":1},
 *   "verdict":{"kind":"vanishing","arrived":3.1e-5,"peak":1,"lags":49,"reason":"..."},
 *   "hidden":{"norms":[...],"past":0,
 *     "decay":{"rate":0.81,"low":0.80,"high":0.82,"halfLife":3.3,"points":50,"zeros":0,"underflows":0,"nonFinite":0}},
 *   "cell":{...},
 *   "oneLoss":{"step":49,"hidden":{...},"cell":{...}},
 *   "throughTime":{"stepsClipped":12,"unclipped":{"verdict":{...},"hidden":{...},"cell":{...}}},
 *   "gates":{"forget":{"mean":[...],"saturated":[...],"p10":[...],"p50":[...],"p90":[...]},...},
 *   "saturatedStates":[...],
 *   "jacobians":{"to":49,"examples":4,"stateSize":20,
 *     "recurrent":{"gates":["state"],"sigma":[1.2],"radius":[1.02],"sigmaLowerBounds":[],"radiusUnsettled":[],
 *       "gamma":1,"mustVanish":false,"mayExplode":true},
 *     "steps":{"count":8,"log10Sigma":0.07,"lowerBounds":0,"radii":2,"log10Radius":0.01,"unsettled":0},
 *     "products":{"state":{"lags":[1,10,49],"log10Sigma":[...],"log10SigmaMax":[...],
 *       "log10Bound":[...],"log10StepBound":[...]}},
 *     "lowerBounds":0,"leftOut":0},
 *   "contributions":{"norms":[...],"shares":[...],"cosines":[...],"miss":2e-8,"relativeMiss":7e-8,"total":0.3,
 *     "gates":["state"],"gateTotals":[0.3]}}}}
 * }</pre>
 *
 * <p>The table has a line for every layer, series and step: {@code hidden}, {@code cell}, {@code forget.mean} and so
 * on, with the step's lag from the last labelled one; a product's step is the one that it starts at, and the recurrent
 * matrix belongs to none.
 */
public final class FlowFormat implements RecordFormat<FlowRecord> {

    static final int DECIMALS = 4;

    private static final double ROUND = 1e4;

    @Override
    public Row row(FlowRecord flow) {
        Row.Builder layers = Row.builder();
        flow.layers().forEach(layer -> layers.with(layer.layer(), layer(layer, flow.miniBatchSize())));
        Row.Builder row = SharedFields.row("flow", flow.index())
                .with("miniBatchSize", flow.miniBatchSize())
                .with("scale", Scale.MEAN.key())
                .norm("loss", flow.loss())
                .with("verdict", flow.verdict().key());
        if (flow.divergence() != null) {
            row.with("divergence", divergence(flow.divergence()));
        }
        return row.with("layers", layers.build()).build();
    }

    private static Row divergence(FlowRecord.Divergence divergence) {
        Row.Builder row = Row.builder().with("stage", divergence.stage().key());
        if (!divergence.layer().isEmpty()) {
            row.with("layer", divergence.layer()).with("reversed", divergence.reversed());
            divergence.step().ifPresent(step -> row.with("step", step));
            row.with("entered", divergence.entered());
        }
        return row.build();
    }

    private static Row layer(LayerFlow layer, int miniBatchSize) {
        LagProfile hidden = layer.hidden();
        Row.Builder row = Row.builder()
                .with("reversed", layer.reversed())
                .with("steps", hidden.steps())
                .with("firstStep", hidden.firstStep())
                .with("labelled", labelled(hidden.labelled()))
                .with("verdict", verdict(layer.verdict()))
                .with("hidden", profile(hidden));
        layer.cellState().ifPresent(cell -> row.with("cell", profile(cell)));
        layer.stepLoss().ifPresent(one -> row.with("oneLoss", stepLoss(one, miniBatchSize)));
        layer.clipped().ifPresent(clipped -> row.with("throughTime", throughTime(clipped)));
        layer.parts()
                .forEach((name, part) -> PartRows.of(name, part, miniBatchSize).addTo(row));
        return row.build();
    }

    private static Row throughTime(LayerFlow.ClippedFlow clipped) {
        Row.Builder row = Row.builder().with("stepsClipped", clipped.stepsClipped());
        clipped.unclipped().ifPresent(without -> {
            Row.Builder flow =
                    Row.builder().with("verdict", verdict(without.verdict())).with("hidden", profile(without.hidden()));
            if (without.cellState() != null) {
                flow.with("cell", profile(without.cellState()));
            }
            row.with("unclipped", flow.build());
        });
        return row.build();
    }

    private static Row stepLoss(LayerFlow.StepLoss one, int miniBatchSize) {
        Row.Builder row = Row.builder().with("step", one.step()).with("hidden", profile(one.hidden()));
        one.cellState().ifPresent(cell -> row.with("cell", profile(cell)));
        one.parts()
                .forEach((name, part) -> PartRows.of(name, part, miniBatchSize).addTo(row));
        return row.build();
    }

    private static Row labelled(LabelledSteps labelled) {
        return Row.builder()
                .with("first", labelled.first())
                .with("last", labelled.last())
                .with("count", labelled.count())
                .build();
    }

    private static Row verdict(Verdict verdict) {
        return Row.builder()
                .with("kind", verdict.kind().key())
                .norm("arrived", verdict.arrived())
                .norm("peak", verdict.peak())
                .with("lags", verdict.lags())
                .with("reason", verdict.reason())
                .build();
    }

    private static Row profile(LagProfile profile) {
        Row.Builder row =
                Row.builder().norms("norms", profile.norms(Scale.MEAN)).norm("past", profile.shareInPast());
        OptionalInt nonFinite = profile.lastNonFinite();
        if (nonFinite.isPresent()) {
            row.with("nonFinite", profile.nonFinite()).with("lastNonFinite", nonFinite.getAsInt());
        }
        if (profile.isByExample()) {
            row.with("byExample", true);
        }
        profile.decay().ifPresentOrElse(decay -> row.with("decay", decay(decay)), () -> row.missing("decay"));
        return row.build();
    }

    private static Row decay(DecayFit decay) {
        return Row.builder()
                .norm("rate", decay.rate())
                .norm("low", decay.low())
                .norm("high", decay.high())
                .norm("halfLife", decay.halfLife())
                .with("points", decay.points())
                .with("zeros", decay.zeros())
                .with("underflows", decay.underflows())
                .with("nonFinite", decay.nonFinite())
                .build();
    }

    static double[] rounded(double[] values) {
        return Arrays.stream(values)
                .map(value -> Double.isFinite(value) ? Math.rint(value * ROUND) / ROUND : value)
                .toArray();
    }

    @Override
    public List<Row> table(FlowRecord flow) {
        List<Row> rows = new ArrayList<>();
        for (LayerFlow layer : flow.layers()) {
            Table table = new Table(flow, layer, rows);
            table.add("hidden", layer.hidden().norms(Scale.MEAN));
            layer.cellState().ifPresent(cell -> table.add("cell", cell.norms(Scale.MEAN)));
            layer.stepLoss().ifPresent(table::add);
            layer.parts().forEach((name, part) -> table.add("", name, part));
        }
        return rows;
    }

    private record Table(FlowRecord flow, LayerFlow layer, List<Row> rows) {

        void add(LayerFlow.StepLoss one) {
            add("oneLoss.hidden", one.hidden().norms(Scale.MEAN));
            one.cellState().ifPresent(cell -> add("oneLoss.cell", cell.norms(Scale.MEAN)));
            one.parts().forEach((name, part) -> add("oneLoss.", name, part));
        }

        void add(String prefix, String name, Record part) {
            PartRows.of(name, part, flow.miniBatchSize()).table(new PartRows.Series() {
                @Override
                public void steps(String series, double[] values) {
                    add(prefix + series, values);
                }

                @Override
                public void value(String series, @Nullable Integer step, @Nullable Integer lag, double value) {
                    add(prefix + series, step, lag, value);
                }
            });
        }

        void add(String series, double[] values) {
            LagProfile hidden = layer.hidden();
            for (int i = 0; i < values.length; i++) {
                int step = hidden.firstStep() + i;
                add(series, step, hidden.labelled().isEmpty() ? null : hidden.lag(step), values[i]);
            }
        }

        void add(String series, @Nullable Integer step, @Nullable Integer lag, double value) {
            Row.Builder row = SharedFields.tableRow(flow.index())
                    .with("scale", Scale.MEAN.key())
                    .with("layer", layer.layer())
                    .with("reversed", layer.reversed())
                    .with("verdict", layer.verdict().kind().key())
                    .with("series", series);
            whole(row, "step", step);
            whole(row, "lag", lag);
            rows.add(row.norm("value", value).build());
        }
    }

    private static void whole(Row.Builder row, String name, @Nullable Integer value) {
        if (value == null) {
            row.missing(name);
        } else {
            row.with(name, value.longValue());
        }
    }

    @Override
    public Optional<String> line(FlowRecord flow) {
        StringBuilder line = new StringBuilder(SharedFields.line(flow.index())).append(": flow");
        String separator = " ";
        for (LayerFlow layer : flow.layers()) {
            line.append(separator)
                    .append(layer.layer())
                    .append(' ')
                    .append(layer.verdict().kind().key());
            line.append(" (").append(layer.verdict().reason());
            if (layer.isJudgedClipped()) {
                line.append(" after clipping through time");
            }
            DecayFit decay = layer.judged().decay().orElse(null);
            if (decay != null) {
                line.append(", ").append(Decimal.brief(decay.rate())).append(" a step");
            }
            line.append(')');
            separator = "; ";
        }
        return Optional.of(line.toString());
    }
}
