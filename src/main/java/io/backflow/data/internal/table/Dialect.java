// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import java.util.List;
import java.util.Map;

/**
 * How a delimited file is written.
 *
 * @param decimal the character before decimals
 * @param columns the columns of the first row
 * @param sample the cells of the first rows, without the header
 * @param numeric share of the sample's cells that are numbers, missing ones left out
 */
record Dialect(char delimiter, char decimal, ColumnNames columns, List<List<String>> sample, double numeric) {

    boolean header() {
        return columns.header();
    }

    /** Returns what was found out, for people. */
    void note(Map<String, String> notes) {
        notes.put("delimiter", name(delimiter));
        if (decimal == ',') {
            notes.put("decimal", "comma");
        }
        notes.put("header", header() ? "the first line" : "none");
    }

    static String name(char delimiter) {
        return switch (delimiter) {
            case '\t' -> "tab";
            case TableScanner.BLANK -> "blank";
            case ',' -> "comma";
            case ';' -> "semicolon";
            default -> "'" + delimiter + "'";
        };
    }

    /** Returns the sample's cells of one column; rows that are too short have none. */
    List<String> column(int number) {
        return sample.stream()
                .filter(row -> number < row.size())
                .map(row -> row.get(number))
                .toList();
    }
}
