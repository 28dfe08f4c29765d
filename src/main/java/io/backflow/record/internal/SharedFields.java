// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.UpdateIndex;
import io.backflow.record.Row;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The fields that records of every type share. */
public final class SharedFields {

    /** What files call the block of all parameters, whose path is empty: an empty field would read as a missing one. */
    static final String MODEL = "(model)";

    private SharedFields() {}

    /**
     * Starts a compact row. The number of the model is in it where one listener serves several, but not for the first.
     */
    public static Row.Builder row(String record, UpdateIndex index) {
        Row.Builder row = Row.builder().with("record", record);
        if (index.model() > 0) {
            row.with("model", index.model());
        }
        return index(row, index);
    }

    /** Starts a row of a table, all of whose records are of one type. */
    public static Row.Builder tableRow(UpdateIndex index) {
        return index(Row.builder(), index);
    }

    private static Row.Builder index(Row.Builder row, UpdateIndex index) {
        return row.with("update", index.update())
                .with("epoch", index.epoch())
                .with("batch", index.batch())
                .with("segment", index.segment());
    }

    /**
     * Adds the count of labelled time steps, missing where nobody counted: a whole number unless masks have fractions.
     */
    public static Row.Builder labelledSteps(Row.Builder row, MiniBatch miniBatch) {
        double steps = miniBatch.labelledSteps();
        if (!miniBatch.isCounted()) {
            return row.missing("labelledSteps");
        }
        return steps == Math.rint(steps) ? row.with("labelledSteps", (long) steps) : row.with("labelledSteps", steps);
    }

    /** Returns a block's name in files. */
    public static String name(String path) {
        return path.isEmpty() ? MODEL : path;
    }

    /** Returns a block's name in files. */
    public static String name(GradientBlock block) {
        return name(block.path());
    }

    /** Returns how many elements are not finite, and the first block with one if there is any. */
    public static Row nonFinite(@Nullable NonFiniteFinding finding) {
        Row.Builder row = Row.builder().with("count", finding == null ? 0 : finding.count());
        return finding == null
                ? row.build()
                : row.with("first", finding.first()).build();
    }

    /** Adds the examples that added most to the gradient, a list for each of their figures; nothing if none is named. */
    public static Row.Builder examples(Row.Builder row, MiniBatch miniBatch) {
        List<MiniBatch.Example> named = miniBatch.largest();
        if (named.isEmpty()) {
            return row;
        }
        return row.with(
                "examples",
                Row.builder()
                        .with("index", named.stream().mapToLong(MiniBatch.Example::index).toArray())
                        .norms("share", values(named, MiniBatch.Example::share))
                        .norms("norm", values(named, MiniBatch.Example::norm))
                        .with("layer", named.stream().map(MiniBatch.Example::layer).toList())
                        .with("place", named.stream().map(MiniBatch.Example::place).toList())
                        .build());
    }

    private static double[] values(List<MiniBatch.Example> named, ToDoubleFunction<MiniBatch.Example> value) {
        return named.stream().mapToDouble(value).toArray();
    }

    /** Returns how a line of the log starts. */
    public static String line(UpdateIndex index) {
        String model = index.model() == 0 ? "" : " of model " + index.model();
        String line = "Update " + index.update() + model + " (epoch " + index.epoch() + ", batch " + index.batch();
        return index.segment() == 0 ? line + ")" : line + ", segment " + index.segment() + ")";
    }
}
