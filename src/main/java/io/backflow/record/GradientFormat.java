// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Scale;
import io.backflow.gradient.Stage;
import io.backflow.gradient.StageNorms;
import io.backflow.record.internal.Decimal;
import io.backflow.record.internal.SharedFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Writes the norms of an update's gradient.
 *
 * <p>The compact row names the {@code blocks} and their number of {@code elements} once. Under {@code norms} each stage
 * says its {@code scale}, {@code sum}, {@code mean} over the examples or {@code per-step}, the mean over
 * {@code labelledSteps}, the labelled time steps of all examples, and has, for each norm, a list in the order of the
 * blocks:
 *
 * <pre>{@code
 * {"record":"gradient","update":120,"epoch":2,"batch":20,"segment":0,"miniBatchSize":32,"labelledSteps":1600,
 *  "nonFinite":{"count":0},
 *  "blocks":["(model)","layer0","layer0/W",...],"elements":[4933,4800,1024,...],
 *  "norms":{"raw":{"scale":"mean","l1":[...],"l2":[...],"max":[...]},
 *           "clipped":{"sameAs":"raw"},
 *           "update":{"scale":"none","l1":[...],"l2":[...],"max":[...]},
 *           "parameters":{"scale":"none","l2":[...]}}}
 * }</pre>
 *
 * <p>A root mean square is {@code l2 / sqrt(elements)}, an update-to-parameter ratio is {@code update.l2 /
 * parameters.l2}. A stage with elements that are not finite has their {@code nonFinite} counts as a further list. A
 * stage that was not reached is null: the update of a gradient that was refused.
 *
 * <p>The {@code examples} that added most to the gradient are named as {@link ClippingFormat} does.
 *
 * <p>The table has a line for every stage and block, with these two figures in columns of their own.
 */
public final class GradientFormat implements RecordFormat<GradientRecord> {

    private static final String NO_SCALE = "none";

    @Override
    public Row row(GradientRecord gradient) {
        StageNorms parameters = gradient.parameters();
        Row.Builder row =
                SharedFields.row("gradient", gradient.index()).with("miniBatchSize", gradient.miniBatchSize());
        if (gradient.miniBatch().isCounted()) {
            SharedFields.labelledSteps(row, gradient.miniBatch());
        }
        row.with("nonFinite", SharedFields.nonFinite(gradient.nonFinite().orElse(null)));
        return SharedFields.examples(row, gradient.miniBatch())
                .with(
                        "blocks",
                        gradient.layout().blocks().stream()
                                .map(SharedFields::name)
                                .toList())
                .with("elements", counts(parameters, Norms::count))
                .with("norms", norms(gradient))
                .build();
    }

    private static Row norms(GradientRecord gradient) {
        Row.Builder norms = Row.builder();
        for (Stage stage : Stage.values()) {
            Optional<StageNorms> reached = gradient.at(stage);
            if (reached.isEmpty()) {
                norms.missing(stage.key());
            } else {
                norms.with(stage.key(), stage(gradient, stage, reached.get()));
            }
        }
        Row.Builder parameters =
                Row.builder().with("scale", NO_SCALE).norms("l2", values(gradient.parameters(), Norms::l2));
        return norms.with("parameters", parameters.build()).build();
    }

    private static Row stage(GradientRecord gradient, Stage stage, StageNorms norms) {
        if (stage == Stage.CLIPPED && sameAsRaw(gradient, norms)) {
            return Row.builder().with("sameAs", Stage.RAW.key()).build();
        }
        Row.Builder row = Row.builder()
                .with("scale", scale(gradient, stage))
                .norms("l1", values(norms, Norms::l1))
                .norms("l2", values(norms, Norms::l2))
                .norms("max", values(norms, Norms::max));
        if (norms.global().nonFinite() > 0) {
            row.with("nonFinite", counts(norms, Norms::nonFinite));
        }
        return row.build();
    }

    private static boolean sameAsRaw(GradientRecord gradient, StageNorms clipped) {
        return gradient.at(Stage.RAW).map(StageNorms::all).equals(Optional.of(clipped.all()));
    }

    private static double[] values(StageNorms norms, ToDoubleFunction<Norms> value) {
        return norms.all().stream().mapToDouble(value).toArray();
    }

    private static long[] counts(StageNorms norms, ToLongFunction<Norms> count) {
        return norms.all().stream().mapToLong(count).toArray();
    }

    @Override
    public List<Row> table(GradientRecord gradient) {
        List<Row> rows = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            gradient.at(stage).ifPresent(norms -> {
                for (GradientBlock block : gradient.layout().blocks()) {
                    rows.add(tableRow(gradient, stage, block, norms.of(block)));
                }
            });
        }
        return rows;
    }

    private static Row tableRow(GradientRecord gradient, Stage stage, GradientBlock block, Norms norms) {
        Row.Builder row = SharedFields.tableRow(gradient.index()).with("miniBatchSize", gradient.miniBatchSize());
        SharedFields.labelledSteps(row, gradient.miniBatch())
                .with("stage", stage.key())
                .with("scale", scale(gradient, stage))
                .with("block", SharedFields.name(block))
                .with("level", block.level().key())
                .with("elements", norms.count())
                .norm("l1", norms.l1())
                .norm("l2", norms.l2())
                .norm("max", norms.max())
                .norm("rms", norms.rms())
                .with("nonFinite", norms.nonFinite());
        Optional<Double> ratio = stage == Stage.UPDATE ? gradient.updateRatio(block) : Optional.empty();
        ratio.ifPresentOrElse(value -> row.norm("updateRatio", value), () -> row.missing("updateRatio"));
        return row.build();
    }

    private static String scale(GradientRecord gradient, Stage stage) {
        return stage == Stage.UPDATE ? NO_SCALE : gradient.scale().key();
    }

    @Override
    public Optional<String> line(GradientRecord gradient) {
        StringBuilder line = new StringBuilder(SharedFields.line(gradient.index())).append(": gradient L2 norm ");
        gradient.at(Stage.RAW).ifPresent(raw -> line.append(l2(raw)));
        gradient.at(Stage.CLIPPED)
                .filter(clipped -> !sameAsRaw(gradient, clipped))
                .ifPresent(clipped -> line.append(", clipped to ").append(l2(clipped)));
        line.append(" (").append(over(gradient)).append("); ");
        gradient.at(Stage.UPDATE)
                .ifPresentOrElse(
                        update -> line.append("update ").append(l2(update)).append(ofParameters(gradient)),
                        () -> line.append("no update"));
        gradient.nonFinite().ifPresent(finding -> line.append("; ").append(finding));
        if (!gradient.miniBatch().largest().isEmpty()) {
            line.append("; ").append(gradient.miniBatch().largest().get(0));
        }
        return Optional.of(line.toString());
    }

    private static String over(GradientRecord gradient) {
        return gradient.scale() == Scale.PER_STEP
                ? "mean over " + Decimal.brief(gradient.miniBatch().labelledSteps()) + " labelled steps"
                : gradient.scale().key() + " over " + gradient.miniBatchSize() + " examples";
    }

    private static String l2(StageNorms norms) {
        return Decimal.brief(norms.global().l2());
    }

    private static String ofParameters(GradientRecord gradient) {
        return gradient.updateRatio(gradient.layout().model())
                .map(ratio -> ", " + Decimal.brief(ratio) + " of the parameters")
                .orElse("");
    }
}
