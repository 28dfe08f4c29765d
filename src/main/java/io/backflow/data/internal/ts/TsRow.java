// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.ts;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.ReadSettings.Times;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Splits one row of a {@code .ts} file into its dimensions and its label. */
final class TsRow {

    private static final Numbers NUMBERS = new Numbers('.');

    private final Path file;
    private final long line;
    private final boolean timeStamps;
    private final char[] text;
    private final List<int[]> fields = new ArrayList<>();

    TsRow(Path file, long line, String row, boolean timeStamps) {
        this.file = file;
        this.line = line;
        this.timeStamps = timeStamps;
        this.text = row.toCharArray();
        split();
    }

    /** A colon within parentheses belongs to a time stamp. */
    private void split() {
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '(') {
                depth++;
            } else if (text[i] == ')') {
                depth--;
            } else if (text[i] == ':' && depth == 0) {
                fields.add(new int[] {from, i});
                from = i + 1;
            }
        }
        fields.add(new int[] {from, text.length});
    }

    /** Returns how many fields colons divide the row into, the label among them. */
    int fields() {
        return fields.size();
    }

    /** Returns the text of the last field. */
    String last() {
        int[] field = fields.get(fields.size() - 1);
        return new String(text, field[0], field[1] - field[0]).strip();
    }

    /**
     * Returns the values of one dimension, NaN for missing ones.
     *
     * @param times steps puts missing values where the time stamps leave out some
     */
    float[] values(int dimension, Times times) {
        int[] field = fields.get(dimension);
        return timeStamps ? stamped(dimension, field, times) : plain(dimension, field);
    }

    private float[] plain(int dimension, int[] field) {
        if (new String(text, field[0], field[1] - field[0]).isBlank()) {
            return new float[0];
        }
        int commas = 0;
        for (int i = field[0]; i < field[1]; i++) {
            commas += text[i] == ',' ? 1 : 0;
        }
        float[] values = new float[commas + 1];
        int from = field[0];
        int count = 0;
        for (int i = field[0]; i <= field[1]; i++) {
            if (i == field[1] || text[i] == ',') {
                values[count] = number(dimension, count, from, i - from);
                count++;
                from = i + 1;
            }
        }
        return values;
    }

    private float[] stamped(int dimension, int[] field, Times times) {
        List<Float> values = new ArrayList<>();
        List<Double> stamps = new ArrayList<>();
        int at = field[0];
        while (at < field[1]) {
            if (text[at] == ',' || Character.isWhitespace(text[at])) {
                at++;
                continue;
            }
            int close = indexOf(')', at, field[1]);
            int comma = lastIndexOf(',', at, close);
            if (text[at] != '(' || close < 0 || comma < 0) {
                throw DataException.at(
                        file,
                        line,
                        "dimension " + (dimension + 1) + ", value " + (values.size() + 1)
                                + " must be (time stamp,value), since @timeStamps is true");
            }
            stamps.add(TsTimes.parse(new String(text, at + 1, comma - at - 1))
                    .orElseThrow(() -> DataException.at(
                            file,
                            line,
                            "dimension " + (dimension + 1) + ": the time stamp of value " + (values.size() + 1)
                                    + " must be a number or a date")));
            values.add(number(dimension, values.size(), comma + 1, close - comma - 1));
            at = close + 1;
        }
        return TsTimes.series(file, line, values, stamps, times);
    }

    private int indexOf(char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private int lastIndexOf(char wanted, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private float number(int dimension, int count, int from, int length) {
        try {
            return NUMBERS.parse(text, from, length);
        } catch (NumberFormatException notOne) {
            String hint = length > 0 && text[from] == '(' ? "; @timeStamps is false or left out" : "";
            throw DataException.at(
                    file,
                    line,
                    "dimension " + (dimension + 1) + ", value " + (count + 1) + " must be a number, "
                            + notOne.getMessage() + hint);
        }
    }
}
