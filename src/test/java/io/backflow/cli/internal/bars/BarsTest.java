// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.bars;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BarsTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private List<String> lines = List.of("one", "two", "all");
    private final Bars bars = new Bars(new PrintStream(bytes, true, UTF_8), () -> lines);

    @AfterEach
    void close() {
        bars.close();
    }

    /** Returns what a terminal shows that knows what the bars use: lines, and the cursor as "_" in its line. */
    private List<String> screen() {
        List<StringBuilder> screen = new ArrayList<>(List.of(new StringBuilder()));
        int row = 0;
        int column = 0;
        String text = bytes.toString(UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u001b') {
                int end = i + 2;
                while (!Character.isLetter(text.charAt(end))) {
                    end++;
                }
                String code = text.substring(i + 2, end + 1);
                if (code.endsWith("A")) {
                    row -= Integer.parseInt(code.substring(0, code.length() - 1));
                } else if (code.equals("K") || code.equals("J")) {
                    screen.get(row).setLength(Math.min(column, screen.get(row).length()));
                    while (code.equals("J") && screen.size() > row + 1) {
                        screen.remove(screen.size() - 1);
                    }
                }
                i = end;
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\n') {
                row++;
                column = 0;
                if (row == screen.size()) {
                    screen.add(new StringBuilder());
                }
            } else {
                screen.get(row)
                        .replace(column, Math.min(++column, screen.get(row).length()), String.valueOf(c));
            }
        }
        return screen.stream().map(StringBuilder::toString).toList();
    }

    @Test
    void eachFrameIsWhereTheLastOneWas() {
        bars.draw();
        assertThat(screen()).containsExactly("one", "two", "all");
        lines = List.of("1", "everything");
        bars.draw();
        assertThat(screen()).containsExactly("1", "everything");
        lines = List.of("a", "b", "c", "d");
        bars.draw();
        assertThat(screen()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatOthersPrintComesAboveByWholeLines() {
        bars.draw();
        try (PrintStream above = LinesAbove.of(bars)) {
            above.print("WARN some");
            assertThat(screen()).containsExactly("one", "two", "all");
            above.print("thing\nand");
            assertThat(screen()).containsExactly("WARN something", "one", "two", "all");
        }
        assertThat(screen()).containsExactly("WARN something", "and", "one", "two", "all");
    }

    @Test
    void theLastLineStaysAndTheCursorIsBelowIt() {
        bars.draw();
        bars.close();
        assertThat(screen()).containsExactly("all", "");
        assertThat(bytes.toString(UTF_8)).as("lines wrap again").endsWith("\u001b[?7h" + System.lineSeparator());
        bars.above("more\n".getBytes(UTF_8));
        bars.draw();
        assertThat(screen()).containsExactly("all", "more", "");
    }
}
