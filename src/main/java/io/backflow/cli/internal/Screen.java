// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import io.backflow.report.internal.ConsoleTable.Style;
import java.io.Console;
import java.nio.charset.Charset;
import java.util.Map;

/** The terminal that results are printed on: how wide it is, and what it can show. */
public final class Screen {

    /** Shells keep COLUMNS to themselves unless told to export it. */
    private static final int DEFAULT_WIDTH = 120;

    private Screen() {}

    /** Asks the terminal once, and only if COLUMNS is not set. */
    private static final class Asked {

        static final int COLUMNS = isTerminal() ? TerminalSize.columns(DEFAULT_WIDTH) : DEFAULT_WIDTH;

        private Asked() {}
    }

    /** Returns how many characters a line has, as far as that is known. */
    public static int width() {
        int set = width(System.getenv(), 0);
        return set > 0 ? set : Asked.COLUMNS;
    }

    /** Returns whether standard input and output are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // on JDK 22 and later there always is a console, which then is asked itself
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true; // before JDK 22 a console is a terminal
        }
    }

    /** Returns how many characters a line has by these environment variables. */
    public static int width(Map<String, String> environment, int unknown) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : unknown;
    }

    /** Returns the characters that tables may be drawn with. */
    public static Style style() {
        Charset charset = Charset.forName(
                System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
        return charset.newEncoder().canEncode('─') ? Style.UNICODE : Style.ASCII;
    }
}
