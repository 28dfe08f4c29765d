// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.internal.raw.Numbers;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

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
            case '|' -> "bar";
            default -> "'" + delimiter + "'";
        };
    }

    /**
     * Returns the only column that has words in every row, which is hardly a feature; -1 if there is none or several.
     */
    int onlyColumnOfWords(IntPredicate other) {
        Numbers numbers = new Numbers(decimal);
        int[] words = IntStream.range(0, columns.size())
                .filter(number -> !other.test(number) && !sample.isEmpty())
                .filter(number ->
                        column(number).stream().noneMatch(cell -> Numbers.isMissing(cell) || numbers.isNumber(cell)))
                .toArray();
        return words.length == 1 ? words[0] : -1;
    }

    /** Returns the sample's cells of one column; rows that are too short have none. */
    List<String> column(int number) {
        return sample.stream()
                .filter(row -> number < row.size())
                .map(row -> row.get(number))
                .toList();
    }
}
