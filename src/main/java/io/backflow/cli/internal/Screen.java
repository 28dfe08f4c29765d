// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import io.backflow.report.internal.ConsoleTable.Style;
import java.nio.charset.Charset;
import java.util.Map;

/** The terminal that results are printed on: how wide it is, and what it can show. */
public final class Screen {

    /** Shells keep COLUMNS to themselves unless told to export it. */
    private static final int DEFAULT_WIDTH = 120;

    private Screen() {}

    /** Returns how many characters a line has, as far as that is known. */
    public static int width() {
        return width(System.getenv(), DEFAULT_WIDTH);
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
