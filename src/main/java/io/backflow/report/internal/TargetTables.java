// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.result.internal.ArmSummary;
import io.backflow.result.internal.RunSummary;
import io.backflow.statistics.internal.Quantile;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of how long it took until validation was as good as the target, at which training stopped: how many runs of
 * each arm came there, after how many updates, and in how many seconds of training.
 */
final class TargetTables {

    private static final String NONE = "-";

    private TargetTables() {}

    /** Returns whether a run of these arms had a target. */
    static boolean isGiven(List<ArmSummary> arms) {
        return arms.stream()
                .flatMap(arm -> arm.runs().stream())
                .anyMatch(run -> run.figures().containsKey(RunSummary.TARGET));
    }

    /** Returns the table of the arms of one task. */
    static ConsoleTable table(List<ArmSummary> arms) {
        double target = arms.stream()
                .flatMap(arm -> arm.runs().stream())
                .mapToDouble(run -> run.figures().getOrDefault(RunSummary.TARGET, Double.NaN))
                .filter(Double::isFinite)
                .findFirst()
                .orElseThrow();
        ConsoleTable table = ConsoleTable.of(
                "Task " + arms.get(0).first().task() + ", training until validation reached the target of "
                        + Figures.norm(target),
                Column.text("cell"),
                Column.text("clipping"),
                Column.figure("reached"),
                Column.figure("median updates"),
                Column.figure("from"),
                Column.figure("to"),
                Column.figure("median seconds"));
        arms.forEach(arm -> table.row(cells(arm)));
        return table;
    }

    /** A run that never came there counts as later than any that did, so that the median is theirs from half on. */
    private static String[] cells(ArmSummary arm) {
        double[] updates = sorted(arm, TargetTables::updatesOf);
        double[] seconds = sorted(arm, run -> updatesOf(run) == null ? null : run.seconds());
        long reached = Arrays.stream(updates).filter(Double::isFinite).count();
        return new String[] {
            arm.first().cell(),
            arm.first().clipping(),
            reached + " of " + updates.length,
            count(Quantile.ofSorted(updates, 0.5)),
            reached == 0 ? NONE : count(updates[0]),
            reached == 0 ? NONE : count(updates[(int) reached - 1]),
            seconds(Quantile.ofSorted(seconds, 0.5))
        };
    }

    private static @Nullable Double updatesOf(RunSummary run) {
        return run.figures().get(RunSummary.UPDATES_TO_TARGET);
    }

    private static double[] sorted(ArmSummary arm, Function<RunSummary, @Nullable Double> figure) {
        return arm.runs().stream()
                .map(figure)
                .mapToDouble(value -> value == null ? Double.POSITIVE_INFINITY : value)
                .sorted()
                .toArray();
    }

    private static String count(double updates) {
        return Double.isFinite(updates) ? Figures.count(Math.round(updates)) : NONE;
    }

    private static String seconds(double seconds) {
        return Double.isFinite(seconds) ? Figures.norm(seconds) : NONE;
    }
}
