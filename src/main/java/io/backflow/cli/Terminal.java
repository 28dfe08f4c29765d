// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.advice.internal.Advice;
import io.backflow.cli.internal.Screen;
import io.backflow.cli.internal.TerminalSize;
import io.backflow.cli.internal.plan.PlanText;
import io.backflow.report.internal.AdviceTables;
import io.backflow.report.internal.ConsoleTable;
import io.backflow.report.internal.ConsoleTable.Style;
import io.backflow.report.internal.RunTables;
import io.backflow.report.internal.StatisticsText;
import io.backflow.result.internal.ComparisonStatistics;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is known of the terminal that results are printed on. */
final class Terminal {

    private static final int DEFAULT_WIDTH = 120;
    private static final int MAX_BAR_WIDTH = 100;

    /** Shells keep COLUMNS to themselves unless told to export it, and few terminals are narrower. */
    private static final int DEFAULT_BAR_WIDTH = 80;

    private static final int LENGTH_OF_INTERRUPT = 3;

    private Terminal() {}

    /** Returns the tables of these runs, as wide and in such characters as the terminal can show. */
    static String tables(List<RunSummary> runs) {
        String legend = ConsoleTable.reflow(RunTables.legend(runs), Math.min(width(), DEFAULT_WIDTH));
        return RunTables.of(runs, width(), style()) + "\n" + legend;
    }

    /** Returns what can be said of the arms of a comparison, as wide as the terminal. */
    static String sentences(ComparisonStatistics statistics) {
        return StatisticsText.of(statistics, width());
    }

    /** Returns a sentence as wide as the terminal, between words, its further lines indented. */
    static String sentence(String text) {
        return ConsoleTable.reflow(text, textWidth() - 2).replace("\n", "\n  ");
    }

    /** Returns the table of proposed thresholds, as wide and in such characters as the terminal can show. */
    static String table(Advice advice) {
        return AdviceTables.table(advice, width(), style());
    }

    /** Returns a table, as wide and in such characters as the terminal can show. */
    static String table(ConsoleTable table) {
        return table.render(width(), style());
    }

    /** Returns what would be run, as wide and in such characters as the terminal can show. */
    static String plan(Plan plan, int jobs, Path directory) {
        return PlanText.of(plan, jobs, directory, width(), style());
    }

    /** Returns how wide lines of text are to be. */
    static int textWidth() {
        return Math.min(width(), DEFAULT_WIDTH);
    }

    /** Returns whether a person looks at standard error, so that a line may be drawn again and again. */
    static boolean isInteractive() {
        return Screen.isTerminal() && !"dumb".equals(System.getenv("TERM")) && !errorGoesElsewhere();
    }

    /** A console says that standard input and output are a terminal; Linux says where standard error goes. */
    private static boolean errorGoesElsewhere() {
        Path descriptor = Path.of("/proc/self/fd/2");
        try {
            return Files.isSymbolicLink(descriptor)
                    && !Files.readSymbolicLink(descriptor).startsWith("/dev");
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the width of a progress bar: on a terminal that is narrower each redrawing would take a new line. */
    static int barWidth() {
        return barWidth(System.getenv());
    }

    static int barWidth(Map<String, String> environment) {
        return Math.min(width(environment, DEFAULT_BAR_WIDTH), MAX_BAR_WIDTH);
    }

    /** Returns the width of the line of all runs: behind it is room for the ^C that a terminal shows. */
    static int barWidth(TerminalSize terminal) {
        return Math.max(1, Math.min(terminal.columns() - LENGTH_OF_INTERRUPT, MAX_BAR_WIDTH));
    }

    /** Returns the width of the lines of jobs, one less than the terminal's, so that none wraps. */
    static int liveWidth(TerminalSize terminal) {
        return Math.min(terminal.columns(), DEFAULT_WIDTH) - 1;
    }

    /** Returns how many lines of jobs there are at most: those of the terminal, but one for all and one to spare. */
    static int barLines(TerminalSize terminal) {
        return Math.max(1, terminal.lines() - 2);
    }

    /** Returns whether colours are welcome, as no-color.org has it. */
    static boolean isColoured() {
        return System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Returns the width of the terminal, as far as it is known. */
    static int width() {
        return Screen.width();
    }

    private static int width(Map<String, String> environment, int unknown) {
        return Screen.width(environment, unknown);
    }

    private static Style style() {
        return Screen.style();
    }
}
