// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How large a terminal is: as LINES and COLUMNS say, which shells keep to themselves unless told to export them; else
 * as {@code stty} says, where there is one; else {@value #LINES} by {@value #COLUMNS}.
 *
 * @param lines how many lines it has
 * @param columns how many characters a line has
 */
public record TerminalSize(int lines, int columns) {

    private static final int LINES = 24;
    private static final int COLUMNS = 80;

    /** Of a terminal that says nothing. */
    public static final TerminalSize USUAL = new TerminalSize(LINES, COLUMNS);

    private static final File TERMINAL = new File("/dev/tty");
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,3}) ([1-9]\\d{0,3})\\s*");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");
    private static final int PATIENCE_MILLIS = 500;

    /** Asks the environment of this process and its terminal. */
    public static TerminalSize now() {
        Map<String, String> environment = System.getenv();
        boolean known = environment.containsKey("LINES") && environment.containsKey("COLUMNS");
        return of(environment, known ? "" : stty());
    }

    /** Returns how many characters a line of the terminal has by {@code stty}; what is given if it does not say. */
    static int columns(int unknown) {
        Matcher size = SIZE.matcher(stty());
        return size.matches() ? Integer.parseInt(size.group(2)) : unknown;
    }

    /** Returns the size by an environment, and what {@code stty size} says. */
    static TerminalSize of(Map<String, String> environment, String stty) {
        Matcher size = SIZE.matcher(stty);
        boolean said = size.matches();
        return new TerminalSize(
                number(environment.get("LINES"), said ? Integer.parseInt(size.group(1)) : LINES),
                number(environment.get("COLUMNS"), said ? Integer.parseInt(size.group(2)) : COLUMNS));
    }

    private static int number(@Nullable String text, int unknown) {
        return text != null && NUMBER.matcher(text).matches() ? Integer.parseInt(text) : unknown;
    }

    private static String stty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                        ? new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        : "";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "";
            } finally {
                stty.destroy();
            }
        } catch (IOException e) {
            return ""; // no terminal, or no stty
        }
    }
}
