// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.ts;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.ReadSettings.Times;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes sequences of the rows of a {@code .ts} file, and holds them against what its tags say. */
final class TsRows {

    private static final Numbers NUMBERS = new Numbers('.');

    private final Path file;
    private final TsHeader header;
    private final Times times;
    private final List<RawSequence> sequences = new ArrayList<>();
    private int dimensions;

    TsRows(Path file, TsHeader header, Times times) {
        this.file = file;
        this.header = header;
        this.times = times;
        Integer said = header.dimensions;
        this.dimensions = said == null ? Boolean.TRUE.equals(header.univariate) ? 1 : 0 : said;
    }

    int dimensions() {
        return dimensions;
    }

    List<RawSequence> sequences() {
        return sequences;
    }

    void add(String text, long line) {
        TsRow row = new TsRow(file, line, text, header.timeStamps);
        int count = row.fields() - (header.labelled() ? 1 : 0);
        requireDimensions(count, line);
        float[][] values = new float[count][];
        for (int dimension = 0; dimension < count; dimension++) {
            values[dimension] = row.values(dimension, times);
            requireLength(values, dimension, line);
        }
        requireSameLength(values[0].length, line);
        RawSequence sequence =
                RawSequence.of(Long.toString(line), new RowPlace(file, line), count, interleaved(values, line));
        sequences.add(header.labelled() ? labelled(sequence, row.last(), line) : sequence);
    }

    private void requireDimensions(int count, long line) {
        if (count < 1) {
            throw DataException.at(file, line, "the row has no value before its label; a colon divides the two");
        }
        if (dimensions == 0) {
            dimensions = count;
        }
        if (count != dimensions) {
            String why = header.dimensions != null
                    ? "as @dimension says"
                    : header.univariate != null && header.univariate
                            ? "since @univariate is true"
                            : "as in the rows before";
            throw DataException.at(
                    file,
                    line,
                    "the row has " + count + (count == 1 ? " dimension" : " dimensions") + ", expected " + dimensions
                            + " " + why + (header.labelled() ? "; what follows the last colon is the label" : ""));
        }
    }

    private void requireLength(float[][] values, int dimension, long line) {
        if (values[dimension].length != values[0].length) {
            throw DataException.at(
                    file,
                    line,
                    "dimension " + (dimension + 1) + " has " + values[dimension].length + " values, dimension 1 has "
                            + values[0].length);
        }
    }

    private void requireSameLength(int length, long line) {
        if (length == 0) {
            throw DataException.at(file, line, "the sequence has no value");
        }
        if (times == Times.STEPS && header.timeStamps) {
            return; // the tags count values, not steps
        }
        Integer said = header.seriesLength;
        if (said != null && said != length) {
            throw DataException.at(file, line, "the sequence has " + length + " values, @seriesLength says " + said);
        }
        if (Boolean.TRUE.equals(header.equalLength)
                && !sequences.isEmpty()
                && sequences.get(0).steps() != length) {
            throw DataException.at(
                    file,
                    line,
                    "the sequence has " + length + " values, the first has "
                            + sequences.get(0).steps() + ", but @equalLength is true");
        }
    }

    private float[] interleaved(float[][] values, long line) {
        int steps = values[0].length;
        float[] all = new float[steps * values.length];
        for (int dimension = 0; dimension < values.length; dimension++) {
            for (int step = 0; step < steps; step++) {
                float value = values[dimension][step];
                if (Float.isNaN(value) && Boolean.FALSE.equals(header.missing) && times == Times.IGNORE) {
                    throw DataException.at(
                            file,
                            line,
                            "dimension " + (dimension + 1) + ", value " + (step + 1)
                                    + " is missing, but @missing is false");
                }
                all[step * values.length + dimension] = value;
            }
        }
        return all;
    }

    private RawSequence labelled(RawSequence sequence, String label, long line) {
        if (header.targetLabel) {
            return sequence.withTargets(new float[] {target(label, line)}, false);
        }
        if (label.isEmpty()) {
            throw DataException.at(file, line, "the row ends with a colon, and has no label");
        }
        if (!header.classes.isEmpty() && !header.classes.contains(label)) {
            throw DataException.at(
                    file,
                    line,
                    "the label " + Numbers.shown(label) + " is none of @classLabel's classes " + header.classes);
        }
        return sequence.withLabel(label);
    }

    private float target(String text, long line) {
        try {
            return NUMBERS.parse(text);
        } catch (NumberFormatException notOne) {
            throw DataException.at(file, line, "the target must be a number, " + notOne.getMessage());
        }
    }

    private record RowPlace(Path file, long row) implements RawSequence.Place {

        @Override
        public long line(int step) {
            return row;
        }

        @Override
        public String column(int step, int feature) {
            return "dimension " + (feature + 1) + ", value " + (step + 1);
        }
    }
}
