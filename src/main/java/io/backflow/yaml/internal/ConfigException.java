// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown for a configuration that cannot be used; carries every problem that was found, in the order of the file.
 *
 * <p>The message is ready to be shown:
 *
 * <pre>{@code
 * configs/adding.yaml: 2 problems
 *    4:9   cells[0].type must be one of [simple-rnn, lstm], got 'ltsm'; did you mean 'lstm'?
 *   12:14  clipping.maxNorm must be a finite number > 0, got -1.0
 * }</pre>
 */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;

    /** Kept out of the serialised form: an exception that crosses a wire keeps its message. */
    private final transient List<Problem> problems;

    ConfigException(String file, List<Problem> problems) {
        super(format(file, problems));
        this.file = file;
        this.problems = List.copyOf(problems);
    }

    ConfigException(String file, Problem problem) {
        this(file, List.of(problem));
    }

    /** Returns the file as it was named to the reader. */
    public String file() {
        return file;
    }

    /** Returns the problems by line, then column; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    private static String format(String file, List<Problem> problems) {
        Problem first = problems.get(0);
        if (problems.size() == 1 && first.isOfFile()) {
            return file + ": " + first.message();
        }
        int lineWidth = width(problems.stream().mapToInt(Problem::line).max().orElse(0));
        int columnWidth =
                width(problems.stream().mapToInt(Problem::column).max().orElse(0));
        String heading = file + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems");
        return problems.stream()
                .map(problem -> problem.isOfFile()
                        ? "  " + problem.message()
                        : "  " + padded(problem, lineWidth, columnWidth) + "  " + problem.message())
                .collect(Collectors.joining("\n", heading + "\n", ""));
    }

    /** Pads so that the colons stand under each other. */
    private static String padded(Problem problem, int lineWidth, int columnWidth) {
        String line = Integer.toString(problem.line());
        String column = Integer.toString(problem.column());
        return " ".repeat(lineWidth - line.length()) + line + ':' + column + " ".repeat(columnWidth - column.length());
    }

    private static int width(int number) {
        return Integer.toString(number).length();
    }
}
