// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import java.util.ArrayList;
import java.util.List;

/** Splits single lines into cells, for a glance; {@link TableScanner} reads whole files. */
final class CellSplitter {

    private CellSplitter() {}

    static List<String> split(String line, char delimiter) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == delimiter || (delimiter == TableScanner.BLANK && c == '\t'))) {
                add(cells, cell, delimiter);
            } else {
                cell.append(c);
            }
        }
        add(cells, cell, delimiter);
        return cells;
    }

    private static void add(List<String> cells, StringBuilder cell, char delimiter) {
        String text = cell.toString().strip();
        if (!text.isEmpty() || delimiter != TableScanner.BLANK) {
            cells.add(text);
        }
        cell.setLength(0);
    }
}
