// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.plan;

import io.backflow.report.internal.ConsoleTable;
import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.report.internal.Figures;
import io.backflow.run.internal.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as a person reads it: a table for each task, and what all of it takes. */
public final class PlanText {

    private PlanText() {}

    /**
     * Returns the text.
     *
     * @param jobs how many runs go side by side
     * @param directory where the runs would be
     * @param width number of characters in a line of the terminal
     */
    public static String of(Plan plan, int jobs, Path directory, int width, ConsoleTable.Style style) {
        Map<String, List<Plan.Arm>> tasks = plan.arms().stream()
                .collect(Collectors.groupingBy(arm -> arm.first().task(), LinkedHashMap::new, Collectors.toList()));
        String tables = tasks.entrySet().stream()
                .map(task -> table(task.getKey(), task.getValue()).render(width, style))
                .collect(Collectors.joining("\n"));
        return tables + "\n" + ConsoleTable.reflow(total(plan, jobs, directory), Math.min(width, 120));
    }

    private static ConsoleTable table(String task, List<Plan.Arm> arms) {
        ConsoleTable table = ConsoleTable.of(
                "Task " + task,
                Column.text("cell"),
                Column.text("clipping"),
                Column.figure("units"),
                Column.figure("parameters"),
                Column.figure("updates"),
                Column.figure("runs"),
                Column.figure("over").rank(2),
                Column.figure("time of a run").rank(1));
        arms.forEach(arm -> table.row(
                arm.first().cell(),
                arm.first().clipping(),
                Figures.count(arm.first().job().cell().units()),
                Figures.count(arm.parameters()),
                Figures.count(arm.updates()),
                Figures.count(arm.runs()),
                Figures.count(arm.over()),
                time(arm.secondsOfRun())));
        return table;
    }

    private static String total(Plan plan, int jobs, Path directory) {
        int side = Math.max(1, Math.min(jobs, plan.runs() - plan.over()));
        String search = plan.searchTrials() == 0
                ? ""
                : " Before them a search has " + plan.searchTrials() + " trials for each arm.";
        return Figures.count(plan.runs()) + (plan.runs() == 1 ? " run, " : " runs, ") + Figures.count(plan.over())
                + " of them over already." + search + " What is left takes about "
                + time(plan.secondsLeft() / side) + (side > 1 ? " with " + side + " jobs" : "")
                + ", by some updates of each arm, without evaluation and recording. Nothing was written to " + directory
                + ".";
    }

    private static String time(double seconds) {
        long whole = Math.max(1, Math.round(seconds));
        return whole < 60 ? whole + " s" : Figures.duration(Duration.ofSeconds(whole));
    }
}
