// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.record.Csv;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as tables for other programs: {@code arms.csv} has a row an arm, with all that the printed tables have,
 * {@code runs.csv} a row a run, {@code differences.csv} a row for each pair of arms that was compared, and
 * {@code ranks.csv} each arm's average rank over tasks. Flow is that of the first recurrent layer; what was not
 * recorded or has no meaning for a task is empty.
 */
public final class ComparisonCsv {

    static final String ARMS = "arms.csv";
    static final String RUNS = "runs.csv";
    static final String DIFFERENCES = "differences.csv";
    static final String RANKS = "ranks.csv";

    /** Of the figures of the test split, which other tasks may not have. */
    private static final String TEST = "test.";

    private ComparisonCsv() {}

    /** Writes the files, each as a whole; none as long as there is no run, and differences once all runs are over. */
    public static void write(ComparisonResult result, RunDirectory directory) {
        if (!result.runs().isEmpty()) {
            write(directory.file(ARMS), arms(result.arms()));
            write(directory.file(RUNS), runs(result.runs()));
        }
        ComparisonStatistics statistics = result.statistics();
        replace(
                directory.file(DIFFERENCES),
                statistics == null ? List.of() : DifferenceRows.of(statistics.differences()));
        replace(
                directory.file(RANKS),
                statistics == null || statistics.ranks() == null ? List.of() : DifferenceRows.of(statistics.ranks()));
    }

    /** Writes a table, or takes away the one that fewer runs left if there is nothing to say any more, or yet. */
    private static void replace(Path file, List<Row> rows) {
        if (!rows.isEmpty()) {
            write(file, rows);
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file, e);
        }
    }

    private static void write(Path file, List<Row> rows) {
        AtomicFiles.write(file, temporary -> {
            try (RecordSink table = Csv.create(temporary)) {
                rows.forEach(table::write);
            }
        });
    }

    static List<Row> arms(List<ArmSummary> arms) {
        return arms.stream().map(ComparisonCsv::row).toList();
    }

    private static Row row(ArmSummary arm) {
        Row.Builder row = arm(arm.first())
                .with("parameters", arm.first().parameters())
                .with("runs", arm.runs().size())
                .with("diverged", arm.count(RunStatus.DIVERGED))
                .with("metric", arm.first().metric().key())
                .with(RunSummary.TESTED_PARAMETERS, arm.first().testedParameters())
                .with("mean", arm.mean());
        number("standardDeviation", arm.standardDeviation(), arm.runs().size() > 1, row);
        number("success", arm.success(), !Double.isNaN(arm.success()), row);
        row.with("medianLayerGradientNorm", arm.layerNorm())
                .with("shareClipped", arm.shareClipped())
                .with("nonFiniteUpdates", arm.nonFinite())
                .with("meanTrainingSeconds", arm.seconds());
        flow("start.", arm.flowAtStart(), row);
        flow("end.", arm.flowAtEnd(), row);
        return row.build();
    }

    private static Row.Builder arm(RunSummary run) {
        return Row.builder().with("task", run.task()).with("cell", run.cell()).with("clipping", run.clipping());
    }

    private static void flow(String moment, Optional<ArmFlow> flow, Row.Builder row) {
        number(moment + "rate", flow.map(ArmFlow::rate).orElse(Double.NaN), flow.isPresent(), row);
        number(moment + "halfLife", flow.map(ArmFlow::halfLife).orElse(Double.NaN), flow.isPresent(), row);
        text(moment + "verdicts", flow.map(ArmFlow::counted).orElse(null), row);
    }

    static List<Row> runs(List<RunSummary> runs) {
        Set<String> figures = new LinkedHashSet<>();
        runs.forEach(run -> figures.addAll(run.figures().keySet()));
        figures.remove(RunSummary.SUCCESS);
        return runs.stream().map(run -> row(run, figures)).toList();
    }

    private static Row row(RunSummary run, Set<String> figures) {
        Row.Builder row = arm(run).with("seed", run.seed())
                .with("status", run.status().key())
                .with("reason", run.reason())
                .with("parameters", run.parameters())
                .with("updates", run.updates())
                .with("metric", run.metric().key())
                .with(RunSummary.TESTED_PARAMETERS, run.testedParameters())
                .with("value", run.value());
        figure("success", RunSummary.SUCCESS, run, row);
        row.with("medianLayerGradientNorm", run.layerNorm())
                .with("shareClipped", run.shareClipped())
                .with("nonFiniteUpdates", run.nonFinite())
                .with("trainingSeconds", run.seconds());
        flow("start.", run.flow().start(), row);
        flow("end.", run.flow().end(), row);
        figures.forEach(name -> figure(TEST + name, name, run, row));
        return row.build();
    }

    private static void figure(String column, String name, RunSummary run, Row.Builder row) {
        number(
                column,
                run.figures().getOrDefault(name, Double.NaN),
                run.figures().containsKey(name),
                row);
    }

    private static void flow(String name, FlowSummary.@Nullable Moment moment, Row.Builder row) {
        Optional<FlowSummary.Layer> layer = Optional.ofNullable(moment).flatMap(FlowSummary.Moment::firstLayer);
        if (moment == null || layer.isEmpty()) {
            List.of("update", "verdict", "rate", "halfLife", "arrived", "lags", "stepsClipped")
                    .forEach(column -> row.missing(name + column));
            return;
        }
        row.with(name + "update", moment.update())
                .with(name + "verdict", layer.get().verdict())
                .with(name + "rate", layer.get().rate())
                .with(name + "halfLife", layer.get().halfLife())
                .with(name + "arrived", layer.get().arrived())
                .with(name + "lags", layer.get().lags())
                .with(name + "stepsClipped", layer.get().stepsClipped());
    }

    private static void number(String column, double value, boolean present, Row.Builder row) {
        if (present) {
            row.with(column, value);
        } else {
            row.missing(column);
        }
    }

    private static void text(String column, @Nullable String value, Row.Builder row) {
        if (value == null) {
            row.missing(column);
        } else {
            row.with(column, value);
        }
    }
}
