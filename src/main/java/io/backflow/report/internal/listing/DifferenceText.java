// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.listing;

import io.backflow.report.internal.Figures;
import io.backflow.result.internal.listing.RunFacts.Pair;
import java.util.ArrayList;
import java.util.List;

/** Values of two runs side by side, in columns that are as wide as the terminal has room for. */
public final class DifferenceText {

    private static final String GAP = "  ";

    /** Narrower than this no number can be read. */
    private static final int LEAST = 10;

    /** Above this a whole number is better read with an exponent. */
    private static final double MOST_WHOLE = 1e9;

    private final int[] widths;

    private DifferenceText(int[] widths) {
        this.widths = widths;
    }

    /**
     * Returns a section: its title and a line for each pair; long values go on in the next line.
     *
     * @param a what the first is called
     * @param b what the second is called
     * @param width number of characters in a line of the terminal
     */
    public static String section(String title, String a, String b, List<Pair> pairs, int width) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(title, a, b));
        pairs.forEach(pair -> rows.add(List.of(pair.key(), shown(pair.a()), shown(pair.b()) + change(pair))));
        DifferenceText text = new DifferenceText(widths(rows, width));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            lines.append(text.lines(rows.get(i)));
            if (i == 0) {
                lines.append(text.rule());
            }
        }
        return lines.toString();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "-" : value.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String change(Pair pair) {
        double change = pair.change();
        if (pair.isSame() || !Double.isFinite(change)) {
            return "";
        }
        boolean whole = change == Math.rint(change) && Math.abs(change) < MOST_WHOLE;
        return " (" + (change > 0 ? "+" : "") + (whole ? Long.toString((long) change) : Figures.norm(change)) + ")";
    }

    /** Gives each column what it needs; where that is too much keys are cut first, then the values to equal shares. */
    private static int[] widths(List<List<String>> rows, int width) {
        int[] widths = new int[3];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int room = width - 2 * GAP.length();
        int free = room - widths[1] - widths[2];
        widths[0] = Math.min(widths[0], Math.max(LEAST, Math.max(room * 2 / 5, free)));
        int left = Math.max(2 * LEAST, room - widths[0]);
        if (widths[1] + widths[2] > left) {
            int half = left / 2;
            widths[1] = Math.min(widths[1], Math.max(half, left - widths[2]));
            widths[2] = Math.min(widths[2], left - widths[1]);
        }
        return widths;
    }

    private String rule() {
        return "-".repeat(widths[0]) + GAP + "-".repeat(widths[1]) + GAP + "-".repeat(widths[2]) + "\n";
    }

    private String lines(List<String> row) {
        StringBuilder text = new StringBuilder();
        int lines = 1;
        for (int line = 0; line < lines; line++) {
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String value = row.get(i);
                lines = Math.max(lines, (value.length() + widths[i] - 1) / widths[i]);
                int from = Math.min(value.length(), line * widths[i]);
                String piece = value.substring(from, Math.min(value.length(), from + widths[i]));
                one.append(piece).append(" ".repeat(widths[i] - piece.length())).append(GAP);
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
