package io.backflow.cli;

import io.backflow.experiment.RunSummary;
import io.backflow.report.ConsoleTable.Style;
import io.backflow.report.RunTables;
import java.io.Console;
import java.nio.charset.Charset;
import java.util.List;

/** What is known of the terminal that results are printed on. */
final class Terminal {

    private static final int DEFAULT_WIDTH = 120;

    private Terminal() {}

    /** Returns the tables of these runs, as wide and in such characters as the terminal can show. */
    static String tables(List<RunSummary> runs) {
        return RunTables.of(runs, width(), style()) + "\n" + RunTables.legend();
    }

    /** Returns whether a person looks at it, so that a line may be drawn again and again. */
    @SuppressWarnings("SystemConsoleNull") // on JDK 22 and later there always is a console, which then is asked itself
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true; // before JDK 22 a console is a terminal
        }
    }

    private static int width() {
        String columns = System.getenv().getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }

    private static Style style() {
        Charset charset = Charset.forName(
                System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
        return charset.newEncoder().canEncode('─') ? Style.UNICODE : Style.ASCII;
    }
}
