// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.Problem;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration's problems, each followed by its line in the file and a caret under the place.
 *
 * <pre>{@code
 * configs/adding.yaml: 1 problem
 *   12:14  clipping.maxNorm must be a finite number > 0, got -1.0
 *          clipping: {maxNorm: -1.0}
 *                              ^
 * }</pre>
 */
final class ProblemReport {

    /** Code points of a source line that are shown. */
    static final int WIDTH = 80;

    private static final String CUT = "...";

    private ProblemReport() {}

    static String of(ConfigException failure) {
        List<Problem> problems = failure.problems();
        if (problems.stream().allMatch(Problem::isOfFile)) {
            return String.valueOf(failure.getMessage());
        }
        String count = problems.size() + (problems.size() == 1 ? " problem" : " problems");
        return problems.stream()
                .map(ProblemReport::describe)
                .collect(Collectors.joining(
                        System.lineSeparator(), failure.file() + ": " + count + System.lineSeparator(), ""));
    }

    private static String describe(Problem problem) {
        if (problem.isOfFile()) {
            return "  " + problem.message();
        }
        String place = "  " + problem.line() + ":" + problem.column() + "  ";
        String source = problem.sourceLine();
        String shown = source == null || source.isBlank() ? "" : source(source, problem.column() - 1, place.length());
        return place + problem.message() + shown;
    }

    /** Shows the line, or of a long one what is around the place. */
    private static String source(String line, int place, int indent) {
        int[] points = line.codePoints().map(ProblemReport::visible).toArray();
        int from = Math.max(0, Math.min(place - WIDTH / 2, points.length - WIDTH));
        int to = Math.min(points.length, from + WIDTH);
        // What all lines are indented by says nothing here.
        while (from < place && points[from] == ' ') {
            from++;
        }
        String before = from > 0 && points[from - 1] != ' ' ? CUT : "";
        String shown = before + new String(points, from, to - from) + (to < points.length ? CUT : "");
        String caret = " ".repeat(before.length() + Math.max(0, place - from)) + "^";
        String start = System.lineSeparator() + " ".repeat(indent);
        return start + shown.stripTrailing() + start + caret;
    }

    /** A tab would put the caret under another place, and an escape would be the terminal's to read. */
    private static int visible(int point) {
        return point == '\t' || Character.isISOControl(point) ? ' ' : point;
    }
}
