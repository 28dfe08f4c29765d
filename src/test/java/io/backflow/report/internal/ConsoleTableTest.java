// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import static io.backflow.report.internal.ConsoleTable.Column.figure;
import static io.backflow.report.internal.ConsoleTable.Column.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.report.internal.ConsoleTable.Style;
import org.junit.jupiter.api.Test;

class ConsoleTableTest {

    private static ConsoleTable comparison() {
        return ConsoleTable.of(
                        "Temporal order of length 50, 3 seeds",
                        text("cell"),
                        text("clipping"),
                        figure("parameters"),
                        figure("accuracy"),
                        figure("median gradient norm"),
                        figure("clipped"),
                        figure("seconds"))
                .row("simple-rnn", "none", "3,204", "0.953 ± 0.012", "0.312", "0%", "12.3")
                .row("lstm", "global-norm 1.0", "12,804", "1.00 ± 0", "3.1e-07", "12.5%", "41.0");
    }

    @Test
    void alignsTextsToTheLeftAndFiguresToTheRight() {
        assertThat(comparison().render(120, Style.UNICODE)).isEqualTo("""
                        Temporal order of length 50, 3 seeds

                        cell        clipping         parameters       accuracy  median gradient norm  clipped  seconds
                        ──────────  ───────────────  ──────────  ─────────────  ────────────────────  ───────  ───────
                        simple-rnn  none                  3,204  0.953 ± 0.012                 0.312       0%     12.3
                        lstm        global-norm 1.0      12,804       1.00 ± 0               3.1e-07    12.5%     41.0
                        """);
    }

    @Test
    void wrapsItsHeadersInANarrowTerminal() {
        assertThat(comparison().render(90, Style.ASCII)).isEqualTo("""
                        Temporal order of length 50, 3 seeds

                                                                                  median
                                                                                gradient
                        cell        clipping         parameters       accuracy      norm  clipped  seconds
                        ----------  ---------------  ----------  -------------  --------  -------  -------
                        simple-rnn  none                  3,204  0.953 ± 0.012     0.312       0%     12.3
                        lstm        global-norm 1.0      12,804       1.00 ± 0   3.1e-07    12.5%     41.0
                        """);
    }

    @Test
    void dropsNothingInATerminalThatIsTooNarrowAndWrapsTheTitle() {
        String table = comparison().render(20, Style.UNICODE);
        assertThat(table).startsWith("Temporal order of\nlength 50, 3 seeds\n\n");
        assertThat(table.lines().skip(3))
                .containsExactlyElementsOf(
                        comparison().render(90, Style.UNICODE).lines().skip(2).toList());
    }

    @Test
    void aTableWithoutTitleOrRowsIsItsHeader() {
        assertThat(ConsoleTable.of("", text("a"), figure("b")).render(80, Style.ASCII))
                .isEqualTo("a  b\n-  -\n");
    }

    @Test
    void countsLettersAndNotTheirBytesOrMarks() {
        String combining = "e\u0301"; // e and an accent: one letter on the terminal
        assertThat(ConsoleTable.of("", text("x"), figure("y"))
                        .row("\ud835\udc65" + combining, "1")
                        .row("ab", "2")
                        .render(80, Style.ASCII))
                .isEqualTo("x   y\n--  -\n\ud835\udc65" + combining + "  1\nab  2\n");
    }

    @Test
    void aCellCannotBreakTheTable() {
        assertThat(ConsoleTable.of("", text("x"), text("y"))
                        .row("a\nb\t\u001b[31mc", "z")
                        .render(80, Style.ASCII))
                .isEqualTo("x          y\n---------  -\na b [31mc  z\n");
    }

    @Test
    void refusesARowOfAnotherLength() {
        ConsoleTable table = ConsoleTable.of("", text("x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.row("a", "b"))
                .withMessage("A row must have 1 cells, got [a, b]");
    }

    @Test
    void paragraphsAreBrokenBetweenWords() {
        assertThat(ConsoleTable.reflow("one two\nthree four\n\nfive", 9)).isEqualTo("one two\nthree\nfour\n\nfive");
        assertThat(ConsoleTable.reflow("one two\nthree four\n\nfive", 80)).isEqualTo("one two three four\n\nfive");
    }

    /** The column of the highest rank goes first, and as many as must. */
    @Test
    void leavesOutWhatThereIsNoRoomFor() {
        ConsoleTable table = ConsoleTable.of(
                        "",
                        text("cell"),
                        figure("norm").rank(1),
                        figure("seconds").rank(2),
                        text("ended"))
                .row("lstm", "1.00", "12.3", "finished");
        assertThat(table.render(31, Style.UNICODE)).isEqualTo("""
                cell  norm  seconds  ended
                ────  ────  ───────  ────────
                lstm  1.00     12.3  finished
                """);
        assertThat(table.render(28, Style.UNICODE)).isEqualTo("""
                cell  norm  ended
                ────  ────  ────────
                lstm  1.00  finished
                No room here for seconds:
                the report has them.
                """);
        assertThat(table.render(15, Style.UNICODE)).startsWith("""
                cell  ended
                ────  ────────
                lstm  finished
                No room here
                """);
    }

    @Test
    void aHeaderThatIsLeftOutTwiceIsNamedOnce() {
        ConsoleTable table = ConsoleTable.of(
                "",
                ConsoleTable.Column.text("cell"),
                ConsoleTable.Column.figure("half-life").rank(1),
                ConsoleTable.Column.figure("half-life").rank(2));
        table.row("lstm", "1.00", "2.00");
        assertThat(table.render(8, Style.UNICODE).replaceAll("\\s+", " "))
                .endsWith("No room here for half-life: the report has them. ");
    }
}
