// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.ReadSettings.Order;
import io.backflow.data.internal.raw.TimeStamps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of a table, each a time step, into sequences: by an id, by blocks, or all into one. */
final class StepTable implements RowSink {

    /** Says which lines begin a new sequence where no column has an id. */
    enum Separator {
        /** None: the file is one sequence, or a column has the id. */
        NONE,
        /** Empty lines. */
        EMPTY_LINES,
        /** Rows of nothing but ones. */
        ROWS_OF_ONES
    }

    private final Path file;
    private final Roles roles;
    private final Numbers numbers;
    private final ReadSettings settings;
    private final Separator separator;
    private final String ownName;
    private final Map<String, Growing> sequences = new LinkedHashMap<>();
    private final Words labels;
    private final Words ids = new Words();
    private final float[] values;
    private final float[] targets;

    private boolean headerAhead;
    private boolean gathered;
    private long line;
    private @Nullable Growing current;
    private String id = "";
    private int label;
    private double time;
    private @Nullable String broken;
    private boolean blank;

    /**
     * @param ownName what the sequence is called where the file is one
     * @param labels the words of all files' labels
     */
    StepTable(Dialect dialect, Roles roles, ReadSettings settings, Separator separator, String ownName, Words labels) {
        this.file = dialect.columns().file();
        this.roles = roles;
        this.numbers = new Numbers(dialect.decimal());
        this.settings = settings;
        this.separator = separator;
        this.ownName = ownName;
        this.labels = labels;
        this.headerAhead = dialect.header();
        this.values = new float[roles.features.size()];
        this.targets = new float[roles.targets.size()];
    }

    @Override
    public void begin(long lineNumber) {
        line = lineNumber;
        broken = null;
        blank = true;
    }

    @Override
    public void cell(int column, char[] text, int from, int length) {
        blank = blank && isBlank(text, from, length);
        if (headerAhead || column >= roles.of.length || broken != null) {
            return;
        }
        int role = roles.of[column];
        if (role >= 0) {
            values[role] = number(column, text, from, length);
        } else if (role <= Roles.FIRST_TARGET) {
            targets[Roles.FIRST_TARGET - role] = number(column, text, from, length);
        } else if (role == Roles.ID) {
            id = ids.words().get(ids.code(text, from, length));
        } else if (role == Roles.LABEL) {
            label = labels.code(text, from, length);
        } else if (role == Roles.TIME) {
            time = time(column, text, from, length);
        }
    }

    private static boolean isBlank(char[] text, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (text[i] > ' ') {
                return false;
            }
        }
        return true;
    }

    /** Whether a cell is a whole number that a double holds, as most time stamps are. */
    private static boolean isCount(char[] text, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return length > 0 && length <= 15;
    }

    private float number(int column, char[] text, int from, int length) {
        try {
            return numbers.parse(text, from, length);
        } catch (NumberFormatException notOne) {
            broken = roles.columns.word(column) + " must be a number, " + notOne.getMessage();
            return Float.NaN;
        }
    }

    private double time(int column, char[] text, int from, int length) {
        if (isCount(text, from, length)) {
            double count = 0;
            for (int i = from; i < from + length; i++) {
                count = count * 10 + (text[i] - '0');
            }
            return count;
        }
        String cell = new String(text, from, length);
        OptionalDouble parsed = TimeStamps.parse(cell, numbers);
        if (parsed.isEmpty()) {
            broken = roles.columns.word(column)
                    + " must be a time stamp, a number or ISO 8601 (2026-11-29T02:00:00), got " + Numbers.shown(cell)
                    + "; ignore leaves the column out";
        }
        return parsed.orElse(0);
    }

    @Override
    public void end(int cells) {
        if (cells == 0 || (blank && cells <= 1)) {
            current = separator == Separator.EMPTY_LINES ? null : current;
            return;
        }
        if (cells != roles.of.length) {
            throw DataException.at(
                    file,
                    line,
                    "the row has " + cells + (cells == 1 ? " value" : " values") + ", expected " + roles.of.length
                            + " as in the first");
        }
        if (headerAhead) {
            headerAhead = false;
            return;
        }
        if (separator == Separator.ROWS_OF_ONES && isOnes()) {
            current = null;
            return;
        }
        if (broken != null) {
            throw DataException.at(file, line, broken);
        }
        append(sequence());
    }

    private boolean isOnes() {
        for (float value : values) {
            if (value != 1f) {
                return false;
            }
        }
        return true;
    }

    private void append(Growing sequence) {
        sequence.append(line, values, targets);
        if (roles.label >= 0) {
            sequence.label(label);
        }
        if (roles.time >= 0) {
            boolean before = sequence.unsorted;
            sequence.time(time);
            if (sequence.unsorted && !before && settings.order() == Order.FILE) {
                throw DataException.at(
                        file,
                        line,
                        roles.columns.word(roles.time) + " must increase within a sequence, and does not after line "
                                + sequence.line(sequence.steps - 2) + "; order: sort puts the rows in order");
            }
        }
    }

    private Growing sequence() {
        Growing now = current;
        if (now != null && (roles.id < 0 || now.name.equals(id))) {
            return now;
        }
        if (now != null && !gathered && settings.order() != Order.SORT) {
            now.trim(values.length, targets.length); // it will hardly grow again
        }
        if (roles.id >= 0 && Numbers.isMissing(id)) {
            throw DataException.at(
                    file,
                    line,
                    roles.columns.word(roles.id) + " must say which sequence it is, got " + Numbers.shown(id));
        }
        String name = roles.id >= 0 ? id : separator == Separator.NONE ? ownName : Long.toString(sequences.size() + 1);
        Growing known = sequences.get(name);
        if (known != null && settings.order() == Order.FILE) {
            throw DataException.at(
                    file,
                    line,
                    roles.columns.word(roles.id) + ": " + Numbers.shown(name)
                            + " comes back after another sequence; its rows ended in line " + known.lastLine
                            + "; order: sort gathers the rows of each");
        }
        gathered |= known != null;
        Growing next = known == null ? new Growing(name, line, values.length, targets.length) : known;
        sequences.put(name, next);
        current = next;
        return next;
    }

    /** Returns the sequences in the order of their first rows, trimmed, and sorted by time where it was to be. */
    List<Growing> finished() {
        List<Growing> all = new ArrayList<>(sequences.values());
        for (Growing sequence : all) {
            sequence.trim(values.length, targets.length);
            if (sequence.unsorted) {
                StepTimes.sort(file, sequence, values.length, targets.length);
                gathered = true;
            }
        }
        if (settings.times() == ReadSettings.Times.STEPS) {
            if (roles.time < 0) {
                throw DataException.in(file, "times: steps needs a column of time stamps; time: COLUMN names it");
            }
            StepTimes.spread(file, all, values.length, targets.length);
        }
        return all;
    }

    /** Whether rows were not in the order of their sequences and times. */
    boolean isGathered() {
        return gathered;
    }

    /** Texts that are numbered as they are first seen; asked for the same one again and again it makes no text. */
    static final class Words {

        private final Map<String, Integer> codes = new HashMap<>();
        private final List<String> words = new ArrayList<>();
        private final Numbers numbers;
        private char[] last = new char[0];
        private int lastCode = -1;

        Words() {
            this(new Numbers('.'));
        }

        /** @param numbers how numbers are written among the texts, which are kept with a decimal point */
        Words(Numbers numbers) {
            this.numbers = numbers;
        }

        int code(char[] text, int from, int length) {
            if (lastCode >= 0 && Arrays.equals(last, 0, last.length, text, from, from + length)) {
                return lastCode;
            }
            last = Arrays.copyOfRange(text, from, from + length);
            String word = new String(last).strip();
            Integer known = codes.get(word);
            if (known == null) {
                known = words.size();
                codes.put(word, known);
                words.add(numbers.pointed(word));
            }
            lastCode = known;
            return lastCode;
        }

        List<String> words() {
            return words;
        }
    }
}
