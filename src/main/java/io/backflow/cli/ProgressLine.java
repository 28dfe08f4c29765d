// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import java.time.Duration;
import java.util.Locale;

/**
 * The line of all runs together on a terminal: how much is done, how long the rest takes, and what was done last. What
 * is too long loses its middle, since runs differ at their ends.
 */
final class ProgressLine {

    private static final int BAR = 20;
    private static final int LEAST_WITH_BAR = 60;
    private static final String GAP = "..";

    private ProgressLine() {}

    /** Returns a line of exactly that length, so that nothing is left of a longer one before. */
    static String line(double done, Duration elapsed, String message, int length) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%3d %%", (int) (100 * done)));
        if (length >= LEAST_WITH_BAR) {
            int full = (int) (BAR * done);
            line.append(" [")
                    .append("=".repeat(full))
                    .append(" ".repeat(BAR - full))
                    .append(']');
        }
        line.append("  ").append(rest(done, elapsed)).append("  ");
        line.append(shortened(message, length - line.length()));
        line.append(" ".repeat(Math.max(0, length - line.length())));
        return line.substring(0, Math.max(0, length));
    }

    /** Says how long it takes if it goes on as fast as until now. */
    private static String rest(double done, Duration elapsed) {
        if (done >= 1.0) {
            return "took " + time(elapsed.toSeconds());
        }
        return done > 0.0 ? time((long) (elapsed.toSeconds() * (1.0 - done) / done)) + " left" : "-:-- left";
    }

    private static String time(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Leaves out from after the number of runs what does not fit. */
    private static String shortened(String message, int length) {
        if (message.length() <= length) {
            return message;
        }
        int comma = message.indexOf(", ");
        int head = comma < 0 ? 0 : comma + 2;
        int tail = length - head - GAP.length();
        return tail > 0 ? message.substring(0, head) + GAP + message.substring(message.length() - tail) : message;
    }
}
