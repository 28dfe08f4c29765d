// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.DataException;
import java.nio.file.Path;
import java.util.List;

/** Turns the cells of one file into numbers, or names the line and the column that cannot be one. */
final class Cells {

    private final Path file;
    private final CsvLayout layout;
    private final Columns columns;
    private final int firstLine;

    /** @param firstLine line of the first row, counted from 1 */
    Cells(Path file, CsvLayout layout, Columns columns, int firstLine) {
        this.file = file;
        this.layout = layout;
        this.columns = columns;
        this.firstLine = firstLine;
    }

    CsvSequence read(List<List<String>> rows) {
        int features = columns.features().size();
        int targets = columns.targets().size();
        float[] featureValues = new float[rows.size() * features];
        float[] targetValues = new float[rows.size() * targets];
        for (int step = 0; step < rows.size(); step++) {
            List<String> row = rows.get(step);
            int line = firstLine + step;
            requireComplete(row, line);
            for (int i = 0; i < features; i++) {
                featureValues[step * features + i] =
                        number(row, columns.features().get(i), line);
            }
            for (int i = 0; i < targets; i++) {
                int column = columns.targets().get(i);
                float value = switch (layout.objective()) {
                    case CLASSIFY_SEQUENCE, CLASSIFY_STEPS -> classOf(row, column, line);
                    case REGRESS_SEQUENCE, REGRESS_STEPS -> number(row, column, line);
                    case LABEL_STEPS -> label(row, column, line);
                };
                targetValues[step * targets + i] = value;
                requireSameInEveryRow(value, targetValues[i], column, line);
            }
        }
        return new CsvSequence(file, rows.size(), featureValues, targetValues);
    }

    private void requireComplete(List<String> row, int line) {
        int expected = columns.names().size();
        if (row.size() == 1 && row.get(0).isEmpty() && expected > 1) {
            throw DataException.at(file, line, "the line is blank");
        }
        if (row.size() != expected) {
            // DataVec drops empty cells at the end of a row, so those are missing too.
            throw DataException.at(file, line, "the row has " + row.size() + " values, expected " + expected);
        }
    }

    private float number(List<String> row, int column, int line) {
        String cell = row.get(column);
        float value;
        try {
            value = Float.parseFloat(cell);
        } catch (NumberFormatException text) {
            throw DataException.at(file, line, named(column) + " must be a number, got '" + cell + "'");
        }
        if (!Float.isFinite(value)) {
            throw DataException.at(
                    file, line, named(column) + " must be a finite number within a float's range, got '" + cell + "'");
        }
        return value;
    }

    private float label(List<String> row, int column, int line) {
        float value = number(row, column, line);
        if (value != 0 && value != 1) {
            throw DataException.at(file, line, named(column) + " must be 0 or 1, got '" + row.get(column) + "'");
        }
        return value;
    }

    private int classOf(List<String> row, int column, int line) {
        String cell = row.get(column);
        if (!layout.numberedClasses()) {
            int named = layout.classes().indexOf(cell);
            if (named < 0) {
                throw DataException.at(
                        file, line, named(column) + " must be one of " + layout.classes() + ", got '" + cell + "'");
            }
            return named;
        }
        float value = number(row, column, line);
        int classes = layout.classes().size();
        if (value != Math.rint(value) || value < 0 || value >= classes) {
            throw DataException.at(
                    file,
                    line,
                    named(column) + " must be a class number of 0.." + (classes - 1) + ", got '" + cell + "'");
        }
        return (int) value;
    }

    private void requireSameInEveryRow(float value, float first, int column, int line) {
        if (!layout.objective().everyStep() && value != first) {
            throw DataException.at(
                    file,
                    line,
                    named(column) + " must be the same in every row, since it is asked of the whole sequence; "
                            + "a target for every step needs an objective of steps");
        }
    }

    private String named(int column) {
        String name = columns.names().get(column);
        return layout.header() ? "column '" + name + "'" : "column " + name;
    }
}
