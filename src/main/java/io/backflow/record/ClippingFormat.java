package io.backflow.record;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.gradient.Scale;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was done to an update's gradient.
 *
 * <p>In the compact row, {@code clips} has one element of each list for every block that was changed; their norms are of
 * the type that {@code reason} names. Without a change there is neither.
 *
 * <pre>{@code
 * {"record":"clip","update":120,"epoch":2,"batch":20,"segment":0,"action":"clipped","scale":"mean",
 *  "globalL2":{"before":3.07,"after":1},"nonFinite":{"count":0},"reason":"l2 norm > 1.0",
 *  "clips":{"blocks":["(model)"],"before":[3.07],"after":[1],"coefficient":[0.3257],"elements":[4933]}}
 * }</pre>
 *
 * <p>The table has a line for every block that was changed, and one without a block for an update without changes. In the
 * log stands only what was done about gradients that were not finite; what was clipped shows in the gradient's own line.
 */
public final class ClippingFormat implements RecordFormat<ClippingRecord> {

    @Override
    public Row row(ClippingRecord clipping) {
        Row global = Row.builder()
                .norm("before", clipping.globalBefore())
                .norm("after", clipping.globalAfter())
                .build();
        Row.Builder row = SharedFields.row("clip", clipping.index())
                .with("action", clipping.action().key())
                .with("scale", Scale.MEAN.key())
                .with("globalL2", global)
                .with("nonFinite", SharedFields.nonFinite(clipping.nonFinite()));
        if (clipping.result().clipped()) {
            row.with("reason", clipping.result().reason()).with("clips", clips(clipping.result()));
        }
        return row.build();
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
        Row.Builder row = SharedFields.tableRow(clipping.index())
                .with("action", clipping.action().key())
                .with("scale", Scale.MEAN.key())
                .norm("globalL2Before", clipping.globalBefore())
                .norm("globalL2After", clipping.globalAfter());
        if (clipping.nonFinite() == null) {
            row.with("nonFinite", 0).missing("firstNonFinite");
        } else {
            row.with("nonFinite", clipping.nonFinite().count())
                    .with("firstNonFinite", clipping.nonFinite().first());
        }
        if (clip == null) {
            List.of("reason", "block", "before", "after", "coefficient", "elements")
                    .forEach(row::missing);
            return row.build();
        }
        return row.with("reason", clipping.result().reason())
                .with("block", SharedFields.name(clip.path()))
                .norm("before", clip.before())
                .norm("after", clip.after())
                .norm("coefficient", clip.coefficient())
                .with("elements", clip.elements())
                .build();
    }

    @Override
    public Optional<String> line(ClippingRecord clipping) {
        if (clipping.nonFinite() == null) {
            return Optional.empty();
        }
        String done = clipping.action() == Action.FAILED
                ? "training fails"
                : "gradient " + clipping.action().key();
        return Optional.of(SharedFields.line(clipping.index()) + ": " + done + ", " + clipping.nonFinite());
    }
}
