// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.TaskConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.data.DataConfig;
import io.backflow.data.internal.task.CopyConfig;
import io.backflow.data.internal.task.TemporalOrderConfig;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.FlowSummary;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code configs/vanishing.yaml} says of the gradient's flow before anything is learnt, of one seed and two
 * updates a run.
 */
class VanishingComparisonTest {

    private static final ComparisonConfig VANISHING =
            new ConfigReader().readComparison(Path.of("configs/vanishing.yaml"));

    @TempDir
    private Path folder;

    private static TaskConfig brief(TaskConfig task) {
        TrainingConfig training = task.training();
        DataConfig data = task.data() instanceof CopyConfig copy
                ? new CopyConfig(copy.blanks(), copy.symbols(), copy.values(), 1, 1)
                : new TemporalOrderConfig(((TemporalOrderConfig) task.data()).length(), 2, 1, 1);
        return new TaskConfig(
                task.name(),
                data,
                new TrainingConfig(training.updater(), training.batchSize(), 2, null, training.bptt()));
    }

    private ComparisonResult startOfEachRun() {
        return Tiny.in(folder.resolve("run"))
                .compare(new ComparisonConfig(
                        VANISHING.settings(),
                        VANISHING.tasks().stream()
                                .map(VanishingComparisonTest::brief)
                                .toList(),
                        VANISHING.cells(),
                        VANISHING.clipping(),
                        VANISHING.regularizer(),
                        VANISHING.seeds().subList(0, 1)));
    }

    @Test
    void startsWhereTheInitialisationsPutTheGradient() {
        Map<String, Map<String, FlowSummary.Layer>> starts = new TreeMap<>();
        startOfEachRun()
                .runs()
                .forEach(run -> starts.computeIfAbsent(run.task(), task -> new TreeMap<>())
                        .put(
                                run.cell(),
                                Objects.requireNonNull(run.flow().start())
                                        .firstLayer()
                                        .orElseThrow()));
        assertThat(starts).containsOnlyKeys("order-50", "order-100", "copy-50", "copy-100");
        starts.forEach(VanishingComparisonTest::assertStarts);
    }

    private static void assertStarts(String task, Map<String, FlowSummary.Layer> cells) {
        boolean isLong = task.endsWith("-100");
        assertThat(cells.values()).as(task).extracting(FlowSummary.Layer::lags).containsOnly(isLong ? 99L : 49L);
        Map<String, String> verdicts = new TreeMap<>();
        cells.forEach((cell, layer) -> verdicts.put(cell, layer.verdict()));
        assertThat(verdicts)
                .as(task)
                .containsOnly(
                        Map.entry("tanh", "vanishing"),
                        Map.entry("orthogonal", isLong ? "vanishing" : "healthy"),
                        Map.entry("irnn", "healthy"),
                        Map.entry("lstm-b0", "vanishing"),
                        Map.entry("lstm-b1", "vanishing"),
                        Map.entry("lstm-chrono", "healthy"),
                        Map.entry("gru", "vanishing"));
        assertThat(halfLife(cells, "lstm-b0"))
                .as("half-life of " + task)
                .isLessThan(halfLife(cells, "lstm-b1"))
                .isLessThan(3);
    }

    private static double halfLife(Map<String, FlowSummary.Layer> cells, String cell) {
        return Objects.requireNonNull(cells.get(cell)).halfLife();
    }
}
