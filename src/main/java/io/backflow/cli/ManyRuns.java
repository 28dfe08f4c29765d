// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The question whether so many runs are meant. */
final class ManyRuns {

    /** More runs than this are rather a slip in a list of settings than a comparison. */
    static final int UNASKED = 10_000;

    /** The option that answers beforehand. */
    static final String YES = "--yes";

    private ManyRuns() {}

    /**
     * Returns whether to start.
     *
     * @param yes whether that was said beforehand
     * @param terminal gives a person's answer to a question, null at the end of input; null if there is no terminal
     * @throws IllegalArgumentException if there are no runs, or so many that only somebody can say whether to start
     */
    static boolean go(int runs, boolean yes, @Nullable UnaryOperator<@Nullable String> terminal) {
        if (runs < 1) {
            throw new IllegalArgumentException("the comparison must have at least one run, got " + runs);
        }
        if (runs <= UNASKED || yes) {
            return true;
        }
        String many = String.format(Locale.ROOT, "%,d runs, more than %,d", runs, UNASKED);
        if (terminal == null) {
            throw new IllegalArgumentException("the comparison has " + many + "; " + YES + " starts it all the same");
        }
        String answer = terminal.apply("The comparison has " + many + ". Start? [y/N] ");
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
