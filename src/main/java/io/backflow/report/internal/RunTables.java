// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.result.internal.ArmSummary;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables that an experiment ends with: one a task, with a row for each arm, seeds aggregated, and where the flow
 * through time was recorded a second one of that.
 */
public final class RunTables {

    private RunTables() {}

    /**
     * Returns the tables of the runs that are over.
     *
     * @param width number of characters in a line of the terminal
     */
    public static String of(List<RunSummary> runs, int width, ConsoleTable.Style style) {
        Map<String, List<ArmSummary>> tasks = ArmSummary.group(runs).stream()
                .collect(Collectors.groupingBy(arm -> arm.first().task(), LinkedHashMap::new, Collectors.toList()));
        return tasks.values().stream()
                .flatMap(arms -> texts(arms, width, style))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> texts(List<ArmSummary> arms, int width, ConsoleTable.Style style) {
        String results = table(arms, style).render(width, style) + Baselines.under(arms, width);
        return Stream.concat(Stream.of(results), more(arms, style).map(table -> table.render(width, style)));
    }

    private static Stream<ConsoleTable> more(List<ArmSummary> arms, ConsoleTable.Style style) {
        Stream<ConsoleTable> forecasts =
                ForecastTables.isForecast(arms) ? Stream.of(ForecastTables.table(arms, style)) : Stream.empty();
        Stream<ConsoleTable> target = TargetTables.isGiven(arms) ? Stream.of(TargetTables.table(arms)) : Stream.empty();
        Stream<ConsoleTable> flow = FlowTables.isRecorded(arms) ? Stream.of(FlowTables.table(arms)) : Stream.empty();
        return Stream.of(forecasts, target, flow).flatMap(tables -> tables);
    }

    private static ConsoleTable table(List<ArmSummary> arms, ConsoleTable.Style style) {
        RunSummary first = arms.get(0).first();
        boolean solved = namesSuccess(arms) && !FlowTables.isRecorded(arms);
        ConsoleTable table = ConsoleTable.of(
                plusMinus("Task " + first.task() + ", " + seeds(arms) + ", " + testedAt(first), style),
                columns(arms, solved));
        arms.forEach(arm -> table.row(cells(arm, solved, style)));
        return table;
    }

    /** What all arms have in common, as that they finished, is the first that there is no room for. */
    private static Column[] columns(List<ArmSummary> arms, boolean solved) {
        boolean finite = arms.stream().allMatch(arm -> arm.nonFinite() == 0);
        boolean finished =
                arms.stream().allMatch(arm -> arm.count(RunStatus.FINISHED) == arm.runs().size());
        return Stream.of(
                        Stream.of(Column.text("cell"), Column.text("clipping")),
                        Stream.of(Column.figure("parameters").rank(4)),
                        Stream.of(Column.figure("test " + arms.get(0).first().metric().label())),
                        Stream.of(Column.figure("success")).filter(column -> solved),
                        Stream.of(Column.figure("gradient norm").rank(2)),
                        Stream.of(Column.figure("clipped").rank(3)),
                        Stream.of(Column.figure("non-finite").rank(finite ? 6 : 0)),
                        Stream.of(Column.figure("seconds").rank(5)),
                        Stream.of(Column.text("ended").rank(finished ? 1 : 0)))
                .flatMap(columns -> columns)
                .toArray(Column[]::new);
    }

    private static String[] cells(ArmSummary arm, boolean solved, ConsoleTable.Style style) {
        return Stream.of(
                        Stream.of(arm.first().cell(), arm.first().clipping()),
                        Stream.of(Figures.count(arm.first().parameters())),
                        Stream.of(metric(arm, style)),
                        Stream.of(FlowTables.success(arm)).filter(cell -> solved),
                        Stream.of(Figures.norm(arm.layerNorm())),
                        Stream.of(Figures.percent(arm.shareClipped())),
                        Stream.of(Figures.count(arm.nonFinite())),
                        Stream.of(Figures.norm(arm.seconds())),
                        Stream.of(endings(arm)))
                .flatMap(cells -> cells)
                .toArray(String[]::new);
    }

    private static boolean namesSuccess(List<ArmSummary> arms) {
        return arms.stream().anyMatch(arm -> !Double.isNaN(arm.success()));
    }

    /** A run that was stopped has not been tested yet, which is not the same as a metric that is not a number. */
    private static String metric(ArmSummary arm, ConsoleTable.Style style) {
        return arm.runs().stream().allMatch(run -> run.status().isResult())
                ? plusMinus(Figures.meanAndDeviation(arm.mean(), arm.standardDeviation()), style)
                : "-";
    }

    private static String seeds(List<ArmSummary> arms) {
        int most = arms.stream().mapToInt(arm -> arm.runs().size()).max().orElse(0);
        return most == 1 ? "one seed" : "mean ± standard deviation of " + most + " seeds";
    }

    private static String plusMinus(String text, ConsoleTable.Style style) {
        return style == ConsoleTable.Style.ASCII ? text.replace("±", "+-") : text;
    }

    /** Says how the seeds ended: {@code finished}, {@code diverged}, or {@code 2 finished, 1 diverged}. */
    private static String endings(ArmSummary arm) {
        int all = arm.runs().size();
        return Arrays.stream(RunStatus.values())
                .filter(status -> arm.count(status) > 0)
                .map(status -> arm.count(status) == all ? status.key() : arm.count(status) + " " + status.key())
                .collect(Collectors.joining(", "));
    }

    private static String testedAt(RunSummary run) {
        return testsBest(run) ? "tested at the best validation" : "tested after the last update";
    }

    private static boolean testsBest(RunSummary run) {
        return run.figures().containsKey(RunSummary.BEST_UPDATE);
    }

    private static String tested(List<RunSummary> runs) {
        return runs.stream().anyMatch(RunTables::testsBest)
                ? "What is tested are the parameters\nthat were best on the validation sequences."
                : "What is tested are the parameters after the last update;\nvalidation chooses none.";
    }

    /** Returns what the columns of the tables of these runs mean, for below them. */
    public static String legend(List<RunSummary> runs) {
        String results = """
                gradient norm: median over updates of the L2 norm of the first recurrent layer's gradient, before \
                clipping,
                mean over the minibatch. clipped: share of updates that the policy clipped; what through-time clips \
                is in
                gradient-summary.json. non-finite: updates with NaN or infinite gradients. seconds: training
                of one run on one core, without evaluation. %s""".formatted(tested(runs));
        List<ArmSummary> arms = ArmSummary.group(runs);
        if (namesSuccess(arms) && !FlowTables.isRecorded(arms)) {
            results += " " + FlowTables.SUCCESS;
        }
        return FlowTables.isRecorded(arms) ? results + "\n\n" + FlowTables.legend(arms) : results;
    }
}
