// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named columns that grow by a row for an update; what a row lacks is NaN, and a column that no row has is none. */
final class Columns {

    private final Map<String, double[]> columns = new LinkedHashMap<>();
    private long[] updates = new long[256];
    private int rows;

    void begin(long update) {
        if (rows == updates.length) {
            updates = Arrays.copyOf(updates, 2 * rows);
        }
        updates[rows++] = update;
    }

    /** Sets a value of the row that began last. */
    void put(String name, double value) {
        double[] column = columns.computeIfAbsent(name, key -> filled(updates.length));
        if (column.length < rows) {
            int old = column.length;
            column = Arrays.copyOf(column, updates.length);
            Arrays.fill(column, old, column.length, Double.NaN);
            columns.put(name, column);
        }
        column[rows - 1] = value;
    }

    private static double[] filled(int length) {
        double[] column = new double[length];
        Arrays.fill(column, Double.NaN);
        return column;
    }

    int rows() {
        return rows;
    }

    long[] updates() {
        return Arrays.copyOf(updates, rows);
    }

    List<String> names() {
        return new ArrayList<>(columns.keySet());
    }

    double[] get(String name) {
        double[] all = filled(rows);
        double[] column = columns.getOrDefault(name, all);
        System.arraycopy(column, 0, all, 0, Math.min(rows, column.length));
        return all;
    }
}
