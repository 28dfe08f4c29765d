// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.ClippingRecord;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.record.internal.SharedFields;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was done to an update's gradient.
 *
 * <p>Every compact row has the {@code scale} of all its norms and thresholds, the labelled time steps of all examples
 * where they were counted, the global norm before and after, the threshold in force if there was one for all blocks,
 * and for a changed gradient the smallest coefficient of its blocks, their number and the reason. A row of a sampled
 * update adds what was done to each block, with norms of the type that {@code reason} names, and what all updates so
 * far had in common: quantiles of the global norm before clipping, to a relative error of 1 %, to hold against the
 * threshold.
 *
 * <pre>{@code
 * {"record":"clip","update":120,"epoch":2,"batch":20,"segment":0,"action":"clipped",
 *  "scale":"mean","labelledSteps":1600,
 *  "globalL2":{"before":3.07,"after":1},"threshold":1,"nonFinite":{"count":0},
 *  "coefficient":0.3257,"changed":1,"reason":"l2 norm > 1.0",
 *  "examples":{"index":[5],"share":[0.83],"norm":[2.8],"layer":["rnn0"],"place":["sequence 17 of train.csv, line 301"]},
 *  "clips":{"blocks":["(model)"],"before":[3.07],"after":[1],"coefficient":[0.3257],"elements":[4933],"threshold":[1]},
 *  "running":{"gradients":121,"clipped":80,"nonFinite":0,"shareClipped":0.6612,"p50":1.2,"p90":3.4,"p99":7.9}}
 * }</pre>
 *
 * <p>The {@code examples} that added most to the gradient are named, the largest first, where it was changed, not finite
 * or among the largest: see {@link io.backflow.gradient.MiniBatch.Example}.
 *
 * <p>The table has a line for every block that was changed, and one without a block for an update without changes; it
 * names the first of the examples. In the log stands only what was done about gradients that were not finite; what was clipped shows in the gradient's own
 * line.
 */
public final class ClippingFormat implements RecordFormat<ClippingRecord> {

    @Override
    public Row row(ClippingRecord clipping) {
        ClipResult result = clipping.result();
        Row.Builder row = SharedFields.row("clip", clipping.index())
                .with("action", clipping.action().key())
                .with("scale", clipping.scale().key());
        if (clipping.miniBatch().isCounted()) {
            SharedFields.labelledSteps(row, clipping.miniBatch());
        }
        row.with(
                "globalL2",
                Row.builder()
                        .norm("before", clipping.globalBefore())
                        .norm("after", clipping.globalAfter())
                        .build());
        if (!Double.isNaN(result.threshold())) {
            row.norm("threshold", result.threshold());
        }
        row.with("nonFinite", nonFinite(clipping.nonFinite()));
        if (result.clipped()) {
            row.norm("coefficient", result.coefficient())
                    .with("changed", result.blocks().size())
                    .with("reason", result.reason());
        }
        SharedFields.examples(row, clipping.miniBatch());
        if (clipping.isSampled()) {
            if (result.clipped()) {
                row.with("clips", clips(result));
            }
            row.with("running", running(clipping.statistics()));
        }
        return row.build();
    }

    private static Row nonFinite(@Nullable NonFiniteFinding finding) {
        Row.Builder row = Row.builder().with("count", finding == null ? 0 : finding.count());
        if (finding == null) {
            return row.build();
        }
        row.with("first", finding.first()).with("layer", finding.layer()).with("parameter", finding.parameter());
        if (!finding.gate().isEmpty()) {
            row.with("gate", finding.gate());
        }
        List<NonFiniteFinding.Step> steps = finding.steps();
        if (!steps.isEmpty()) {
            row.with("metBy", steps.stream().map(NonFiniteFinding.Step::layer).toList())
                    .with(
                            "atTimeStep",
                            steps.stream()
                                    .mapToLong(NonFiniteFinding.Step::step)
                                    .toArray());
        }
        return row.build();
    }

    private static Row running(ClippingRecord.ClippingStatistics statistics) {
        return Row.builder()
                .with("gradients", statistics.gradients())
                .with("clipped", statistics.clipped())
                .with("nonFinite", statistics.nonFinite())
                .norm("shareClipped", statistics.shareClipped())
                .norm("p50", statistics.p50())
                .norm("p90", statistics.p90())
                .norm("p99", statistics.p99())
                .build();
    }

    private static Row clips(ClipResult result) {
        List<BlockClip> blocks = result.blocks();
        return Row.builder()
                .with(
                        "blocks",
                        blocks.stream()
                                .map(clip -> SharedFields.name(clip.path()))
                                .toList())
                .norms("before", values(blocks, BlockClip::before))
                .norms("after", values(blocks, BlockClip::after))
                .norms("coefficient", values(blocks, BlockClip::coefficient))
                .with("elements", blocks.stream().mapToLong(BlockClip::elements).toArray())
                .norms("threshold", values(blocks, BlockClip::threshold))
                .build();
    }

    private static double[] values(List<BlockClip> blocks, ToDoubleFunction<BlockClip> value) {
        return blocks.stream().mapToDouble(value).toArray();
    }

    @Override
    public List<Row> table(ClippingRecord clipping) {
        List<BlockClip> blocks = clipping.result().blocks();
        return blocks.isEmpty()
                ? List.of(tableRow(clipping, null))
                : blocks.stream().map(clip -> tableRow(clipping, clip)).toList();
    }

    private static Row tableRow(ClippingRecord clipping, @Nullable BlockClip clip) {
        ClippingRecord.ClippingStatistics statistics = clipping.statistics();
        Row.Builder row = SharedFields.tableRow(clipping.index())
                .with("model", clipping.index().model())
                .with("action", clipping.action().key())
                .with("scale", clipping.scale().key());
        SharedFields.labelledSteps(row, clipping.miniBatch())
                .norm("globalL2Before", clipping.globalBefore())
                .norm("globalL2After", clipping.globalAfter())
                .norm("shareClipped", statistics.shareClipped())
                .norm("p50", statistics.p50())
                .norm("p90", statistics.p90())
                .norm("p99", statistics.p99());
        tableNonFinite(row, clipping.nonFinite());
        tableExample(row, clipping.miniBatch().largest());
        if (clip == null) {
            List.of("reason", "block", "before", "after", "coefficient", "elements")
                    .forEach(row::missing);
            return threshold(row, clipping.result().threshold());
        }
        row.with("reason", clipping.result().reason())
                .with("block", SharedFields.name(clip.path()))
                .norm("before", clip.before())
                .norm("after", clip.after())
                .norm("coefficient", clip.coefficient())
                .with("elements", clip.elements());
        return threshold(row, clip.threshold());
    }

    private static Row threshold(Row.Builder row, double threshold) {
        return (Double.isNaN(threshold) ? row.missing("threshold") : row.norm("threshold", threshold)).build();
    }

    private static void tableExample(Row.Builder row, List<MiniBatch.Example> named) {
        if (named.isEmpty()) {
            List.of("example", "exampleShare", "exampleNorm", "exampleLayer", "examplePlace")
                    .forEach(row::missing);
            return;
        }
        MiniBatch.Example first = named.get(0);
        row.with("example", first.index())
                .norm("exampleShare", first.share())
                .norm("exampleNorm", first.norm())
                .with("exampleLayer", first.layer());
        if (first.place().isEmpty()) {
            row.missing("examplePlace");
        } else {
            row.with("examplePlace", first.place());
        }
    }

    private static void tableNonFinite(Row.Builder row, @Nullable NonFiniteFinding finding) {
        row.with("nonFinite", finding == null ? 0 : finding.count());
        if (finding == null) {
            row.missing("firstNonFinite");
        } else {
            row.with("firstNonFinite", finding.first());
        }
        if (finding == null || finding.steps().isEmpty()) {
            row.missing("metBy").missing("atTimeStep");
        } else {
            NonFiniteFinding.Step first = finding.steps().get(0);
            row.with("metBy", first.layer()).with("atTimeStep", first.step());
        }
    }

    @Override
    public Optional<String> line(ClippingRecord clipping) {
        if (clipping.nonFinite() == null) {
            return Optional.empty();
        }
        String done = clipping.action() == Action.FAILED
                ? "training fails"
                : "gradient " + clipping.action().key();
        List<MiniBatch.Example> named = clipping.miniBatch().largest();
        return Optional.of(SharedFields.line(clipping.index()) + ": " + done + ", " + clipping.nonFinite()
                + (named.isEmpty() ? "" : "; " + MiniBatch.Example.named(named)));
    }
}
