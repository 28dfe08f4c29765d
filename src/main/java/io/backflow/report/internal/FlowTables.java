// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.result.internal.ArmFlow;
import io.backflow.result.internal.ArmSummary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of how the gradient flowed back through time in one task: at the start and at the end of training, and what
 * came of it.
 */
final class FlowTables {

    /** Where nothing was recorded, or the task has no such figure. */
    private static final String NONE = "-";

    /** For the half-life of a gradient that does not decay. */
    private static final String GROWS = "grows";

    private static final String STAYS = "stays";

    /** Behind a rate of errors that clipping through time has changed. */
    private static final String CLIPPED = "*";

    /** What the column of that name means. */
    static final String SUCCESS = "success: runs with fewer than 1 % of the test sequences wrong.";

    private FlowTables() {}

    /** Returns whether the flow of any of these arms was recorded. */
    static boolean isRecorded(List<ArmSummary> arms) {
        return arms.stream().anyMatch(arm -> arm.flowAtStart().isPresent());
    }

    /**
     * Returns the table of the arms of one task. A clipping that they share is named in the title, which leaves room
     * for verdicts.
     */
    static ConsoleTable table(List<ArmSummary> arms) {
        int seeds = arms.stream().mapToInt(arm -> arm.runs().size()).max().orElse(0);
        boolean clippings =
                arms.stream().map(arm -> arm.first().clipping()).distinct().count() > 1;
        String clipping = clippings ? "" : "clipping " + arms.get(0).first().clipping() + ", ";
        String title = "Task " + arms.get(0).first().task() + ", gradient flow through time, " + clipping
                + (seeds == 1 ? "one seed" : "median of " + seeds + " seeds");
        ConsoleTable table = ConsoleTable.of(title, columns(clippings, arms.stream().anyMatch(arm -> !Double.isNaN(arm.success()))));
        arms.forEach(arm -> table.row(cells(arm, clippings, seeds)));
        return table;
    }

    private static Column[] columns(boolean clippings, boolean success) {
        return Stream.of(
                        Stream.of(Column.text("cell")),
                        Stream.of(Column.text("clipping")).filter(column -> clippings),
                        moment("start", 4),
                        moment("end", 3),
                        Stream.of(Column.figure("success").rank(success ? 1 : 5)))
                .flatMap(columns -> columns)
                .toArray(Column[]::new);
    }

    private static Stream<Column> moment(String name, int rank) {
        return Stream.of(
                Column.figure(name + " rate"), Column.figure("half-life").rank(rank), Column.text("verdict"));
    }

    private static String[] cells(ArmSummary arm, boolean clippings, int seeds) {
        return Stream.of(
                        Stream.of(arm.first().cell()),
                        Stream.of(arm.first().clipping()).filter(clipping -> clippings),
                        moment(arm.flowAtStart(), seeds),
                        moment(arm.flowAtEnd(), seeds),
                        Stream.of(success(arm)))
                .flatMap(cells -> cells)
                .toArray(String[]::new);
    }

    /** Returns how many of the arm's runs solve the task, as a cell. */
    static String success(ArmSummary arm) {
        return Double.isNaN(arm.success()) ? NONE : Figures.percent(arm.success());
    }

    private static Stream<String> moment(Optional<ArmFlow> flow, int seeds) {
        return flow.map(moment -> Stream.of(rate(moment), halfLife(moment), verdict(moment, seeds)))
                .orElseGet(() -> Stream.of(NONE, NONE, NONE));
    }

    private static String rate(ArmFlow flow) {
        return Figures.norm(flow.rate()) + (flow.throughTimeClipped() ? CLIPPED : "");
    }

    private static String halfLife(ArmFlow flow) {
        if (flow.rate() >= 1) {
            return flow.rate() > 1 ? GROWS : STAYS;
        }
        return Figures.norm(flow.halfLife());
    }

    private static String verdict(ArmFlow flow, int seeds) {
        return seeds == 1 ? String.join(", ", flow.verdicts().keySet()) : flow.counted();
    }

    /** Returns what the columns of the table of these arms mean, and of the words in it those that are there. */
    static String legend(List<ArmSummary> arms) {
        List<ArmFlow> flows = arms.stream()
                .flatMap(arm -> Stream.of(arm.flowAtStart(), arm.flowAtEnd()))
                .flatMap(Optional::stream)
                .toList();
        return """
                rate: factor of the gradient's norm per step further back, from the first labelled step on, in the \
                first recurrent
                layer: of dL/dc for an LSTM, else of dL/dh. half-life: steps in which half of it is lost. \
                vanishing: less than 1 %
                of it reaches the first step. start: first update. end: last update that could be judged.
                """
                + SUCCESS
                + note(
                        flows.stream().anyMatch(flow -> flow.rate() > 1),
                        "grows: the rate is over 1: the gradient grows on its way back, and no half of it is "
                                + "ever lost.")
                + note(
                        flows.stream().anyMatch(flow -> flow.rate() == 1),
                        "stays: the rate is 1: the gradient keeps its size, and no half of it is ever lost.")
                + note(
                        flows.stream().anyMatch(ArmFlow::throughTimeClipped),
                        "*: of errors that clipping through time has changed on their way back; flow.jsonl has "
                                + "sampled ones without.");
    }

    private static String note(boolean needed, String text) {
        return needed ? "\n" + text : "";
    }
}
