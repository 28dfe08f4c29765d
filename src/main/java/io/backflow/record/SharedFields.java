// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.UpdateIndex;
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
    static Row.Builder labelledSteps(Row.Builder row, MiniBatch miniBatch) {
        double steps = miniBatch.labelledSteps();
        if (!miniBatch.isCounted()) {
            return row.missing("labelledSteps");
        }
        return steps == Math.rint(steps) ? row.with("labelledSteps", (long) steps) : row.with("labelledSteps", steps);
    }

    /** Returns a block's name in files. */
    static String name(String path) {
        return path.isEmpty() ? MODEL : path;
    }

    /** Returns a block's name in files. */
    static String name(GradientBlock block) {
        return name(block.path());
    }

    /** Returns how many elements are not finite, and the first block with one if there is any. */
    static Row nonFinite(@Nullable NonFiniteFinding finding) {
        Row.Builder row = Row.builder().with("count", finding == null ? 0 : finding.count());
        return finding == null
                ? row.build()
                : row.with("first", finding.first()).build();
    }

    /** Returns how a line of the log starts. */
    public static String line(UpdateIndex index) {
        String model = index.model() == 0 ? "" : " of model " + index.model();
        String line = "Update " + index.update() + model + " (epoch " + index.epoch() + ", batch " + index.batch();
        return index.segment() == 0 ? line + ")" : line + ", segment " + index.segment() + ")";
    }
}
