// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.ReadSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a sequence of every row; missing values at its end make it shorter. */
final class RowTable implements RowSink {

    private final Path file;
    private final ColumnNames columns;
    private final RowLabel label;
    private final Numbers numbers;
    private final Set<Integer> ignored = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final StepTable.Words words;
    private final List<RawSequence> sequences = new ArrayList<>();

    private boolean headerAhead;
    private long line;
    private float[] values = new float[64];
    private int[] places = new int[64];
    private int count;
    private int labelCode;
    private boolean labelled;
    private String name = "";
    private @Nullable String broken;
    private boolean blank;
    private long missing;

    /** The cell before, which is the label if it turns out to be the last. */
    private char[] waiting = new char[32];

    private int waitingLength;
    private int waitingColumn;

    RowTable(Dialect dialect, RowLabel label, ReadSettings settings) {
        this.columns = dialect.columns();
        this.file = columns.file();
        this.label = label;
        this.numbers = new Numbers(dialect.decimal());
        this.words = new StepTable.Words(numbers);
        this.headerAhead = dialect.header();
        settings.ignored().forEach(column -> ignored.add(columns.find(column)));
        if (!settings.features().isEmpty()) {
            throw DataException.in(
                    file, "features are not chosen where every row is a sequence; ignore leaves columns out");
        }
        if (settings.targets().size() > 1) {
            throw DataException.in(file, "at most one target can be read of rows that are sequences");
        }
    }

    List<RawSequence> sequences() {
        return sequences;
    }

    /** Returns how many values were missing at the ends of rows. */
    long missing() {
        return missing;
    }

    @Override
    public void begin(long lineNumber) {
        line = lineNumber;
        count = 0;
        labelled = false;
        name = "";
        broken = null;
        blank = true;
        waitingColumn = -1;
    }

    @Override
    public void cell(int column, char[] text, int from, int length) {
        blank = blank && length == 0;
        if (headerAhead) {
            return;
        }
        if (label.column() == RowLabel.LAST) {
            if (waitingColumn >= 0) {
                take(waitingColumn, waiting, 0, waitingLength);
            }
            waiting = length <= waiting.length ? waiting : new char[2 * length];
            System.arraycopy(text, from, waiting, 0, length);
            waitingLength = length;
            waitingColumn = column;
        } else {
            take(column, text, from, length);
        }
    }

    private void take(int column, char[] text, int from, int length) {
        if (column == label.column()) {
            labelCode = words.code(text, from, length);
            labelled = true;
        } else if (column == label.id()) {
            name = new String(text, from, length).strip();
        } else if (broken == null && (ignored.isEmpty() || !ignored.contains(column))) {
            try {
                add(column, numbers.parse(text, from, length));
            } catch (NumberFormatException notOne) {
                broken = columns.word(column) + " must be a number, " + notOne.getMessage();
            }
        }
    }

    private void add(int column, float value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
            places = Arrays.copyOf(places, 2 * count);
        }
        values[count] = value;
        places[count] = column;
        count++;
    }

    @Override
    public void end(int cells) {
        if (cells == 0 || (cells == 1 && blank)) {
            return;
        }
        if (headerAhead) {
            headerAhead = false;
            return;
        }
        if (label.column() == RowLabel.LAST && waitingColumn >= 0) {
            labelCode = words.code(waiting, 0, waitingLength);
            labelled = true;
        }
        if (broken != null) {
            throw DataException.at(file, line, broken);
        }
        if (label.isKnown() && !labelled) {
            throw DataException.at(
                    file, line, "the row has " + cells + " values and no label, which is " + label.words());
        }
        addSequence();
    }

    private void addSequence() {
        int steps = count;
        while (steps > 0 && Float.isNaN(values[steps - 1])) {
            steps--;
        }
        missing += count - steps;
        if (steps == 0) {
            throw RowsFormat.noValue(file, line);
        }
        String called = name.isEmpty() ? Long.toString(line) : name;
        if (!names.add(called)) {
            throw DataException.at(
                    file,
                    line,
                    columns.word(label.id()) + ": " + Numbers.shown(called) + " is the name of a row before");
        }
        RowPlace place = new RowPlace(file, line, isConsecutive(steps) ? places[0] : -1, placesOf(steps), columns);
        RawSequence sequence = RawSequence.of(called, place, 1, Arrays.copyOf(values, steps));
        sequences.add(label.isKnown() ? sequence.withLabel(words.words().get(labelCode)) : sequence);
    }

    private boolean isConsecutive(int steps) {
        return places[steps - 1] - places[0] == steps - 1;
    }

    private int[] placesOf(int steps) {
        return isConsecutive(steps) ? new int[0] : Arrays.copyOf(places, steps);
    }

    private static final class RowPlace implements RawSequence.Place {

        private final Path file;
        private final long row;
        private final int first;
        private final int[] places;
        private final ColumnNames columns;

        RowPlace(Path file, long row, int first, int[] places, ColumnNames columns) {
            this.file = file;
            this.row = row;
            this.first = first;
            this.places = places;
            this.columns = columns;
        }

        @Override
        public Path file() {
            return file;
        }

        @Override
        public long line(int step) {
            return row;
        }

        @Override
        public String column(int step, int feature) {
            return columns.word(first >= 0 ? first + step : places[step]);
        }
    }
}
