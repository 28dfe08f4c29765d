// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.advice.internal.Advice;
import io.backflow.advice.internal.AdviceNorms;
import io.backflow.advice.internal.SeedNorms;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.internal.ClippingSettings;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.RecordingConfig;
import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.NormHistogram;
import io.backflow.record.SinkConfig;
import io.backflow.record.internal.RecordKind;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.ThroughTimeClipping.By;
import io.backflow.recurrent.ThroughTimeClipping.Target;
import io.backflow.regularizer.VanishingGradientRegularizer;
import io.backflow.result.internal.ComparisonCsv;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.FlowSummary.Layer;
import io.backflow.result.internal.FlowSummary.Moment;
import io.backflow.result.internal.GradientStatistics;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.Checkpoint;
import io.backflow.store.internal.Environment;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunIdentity;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of a run's files: keys, their order, numbers and indentation, against files that were kept. */
class FilesOnDiskTest {

    private static final Clock CLOCK = Clock.fixed(Tiny.NOW, ZoneOffset.UTC);
    private static final RunIdentity IDENTITY = new RunIdentity("name: x\n", Environment.describe(Map.of()));

    private static final FlowSummary FLOW = new FlowSummary(
            new Moment(
                    0,
                    "vanishing",
                    ordered(
                            "rnn1", new Layer("healthy", 0.99, 68.96756393652842, 0.9, 30, 2),
                            "rnn0", new Layer("vanishing", 0.5, 1, 1e-9, 30))),
            new Moment(
                    7_000_000_000L,
                    "diverged",
                    Map.of("rnn0", new Layer("diverged", Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, 30))),
            ordered("vanishing", 3L, "diverged", 1L));

    @TempDir
    private Path folder;

    private static <T> Map<String, T> ordered(String one, T first, String two, T second) {
        Map<String, T> map = new LinkedHashMap<>();
        map.put(one, first);
        map.put(two, second);
        return map;
    }

    private static RunSummary run(
            String cell, long seed, RunStatus status, String reason, Map<String, Double> figures, FlowSummary flow) {
        return new RunSummary(
                "task \u00e9 \"quoted\"",
                cell,
                "none",
                seed,
                status,
                reason,
                5_000_000_000L,
                1L << 60,
                Metric.BITS_PER_STEP,
                figures,
                status == RunStatus.DIVERGED ? Double.NaN : 1.0e-7,
                0.25 * seed,
                seed,
                flow,
                12.0 / seed);
    }

    private static final RunSummary FINISHED =
            run("lstm", 1, RunStatus.FINISHED, "", ordered("loss", 1e-5, "bitsPerStep", 123456789.125), FLOW);
    private static final RunSummary DIVERGED = run(
            "lstm",
            3,
            RunStatus.DIVERGED,
            "The loss of update 3 is NaN",
            ordered("nonFiniteOutputs", 3.0, "success", 0.0),
            new FlowSummary(FLOW.start(), null, Map.of()));
    private static final RunSummary INTERRUPTED = run(
            "gru", 2, RunStatus.INTERRUPTED, "stopped\n", Map.of("loss", Double.NEGATIVE_INFINITY), FlowSummary.NONE);

    private static void assertKept(String name, String text) throws IOException {
        try (InputStream kept = FilesOnDiskTest.class.getResourceAsStream("files/" + name)) {
            assertThat(text)
                    .as(name)
                    .isEqualTo(new String(Objects.requireNonNull(kept, name).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void assertKept(String name, Path file) throws IOException {
        assertKept(name, Files.readString(file));
    }

    /** Returns a text in which numbers, and what tells of the machine, are the same everywhere. */
    private static String masked(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll(
                        "(\"(?:backflow|deeplearning4j|backend|blas|java|vm|os|architecture)\" : )\"[^\"]*\"",
                        "$1\"*\"")
                .replaceAll("(?<![\\w\"-])-?\\d+\\.\\d+(?:[eE]-?\\d+)?", "#.#")
                .replaceAll("(?<![\\w\".-])-?\\d+(?:e-?\\d+)?(?![\\w.-])", "#");
    }

    private RunDirectory open() {
        return RunDirectory.open(folder.resolve("a"), IDENTITY, false, CLOCK);
    }

    @Test
    void summaries() throws IOException {
        assertKept("run.json", Json.pretty(FINISHED));
        assertKept("diverged.json", Json.pretty(DIVERGED));
        assertKept("interrupted.json", Json.pretty(INTERRUPTED));
    }

    @Test
    void aComparison() throws IOException {
        ComparisonResult result = new ComparisonResult(
                folder, List.of(FINISHED, DIVERGED, INTERRUPTED), RunStatus.INTERRUPTED, "3 of 4 runs are over");
        assertKept("comparison.json", Json.pretty(result));
        try (RunDirectory directory = open()) {
            ComparisonCsv.write(result, directory);
            assertKept("arms.csv", directory.file("arms.csv"));
            assertKept("runs.csv", directory.file("runs.csv"));
        }
        assertKept("empty.json", Json.pretty(new ComparisonResult(folder, List.of(), RunStatus.RUNNING, "0 of 4")));
    }

    @Test
    void whatGradientsHadInCommon() throws IOException {
        NormHistogram norms = new NormHistogram();
        List.of(0.0, 1e-30, 1.5, 2.5, 1e30, Double.NaN).forEach(norms::add);
        for (Scale scale : List.of(Scale.MEAN, Scale.PER_STEP)) {
            GradientStatistics statistics = new GradientStatistics("rnn0", scale);
            Map<String, double[]> state = new LinkedHashMap<>(statistics.state());
            state.replaceAll((name, values) -> norms.state());
            state.put("counts", new double[] {6, 2, 1, 1, Double.NaN});
            statistics.restore(state);
            assertKept("gradients-" + scale.key() + ".json", Json.pretty(statistics.summary()));
        }
    }

    @Test
    void aStatus() throws IOException {
        try (RunDirectory directory = open()) {
            assertKept("running.json", directory.file("status.json"));
            directory.status(RunStatus.DIVERGED, "\u221e \"why\"\n");
            assertKept("status.json", directory.file("status.json"));
        }
    }

    @Test
    void aCheckpointsEntry() throws IOException {
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(
                Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training()),
                Tiny.ORDER.open(Tiny.in(folder).environment()));
        Map<String, double[]> state = ordered(
                "numbers",
                new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0x1p60, 12, 1e-300},
                "none",
                new double[0]);
        Path file = folder.resolve("model.zip");
        new Checkpoint(null, 3, 1, ordered("loop", state, "empty", Map.of())).write(file, network);
        assertKept("checkpoint.json", entryOf(file));
    }

    private static String entryOf(Path checkpoint) throws IOException {
        try (ZipFile archive = new ZipFile(checkpoint.toFile());
                InputStream in = archive.getInputStream(archive.getEntry("backflow.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void normsBehindAnAdvice() throws IOException {
        Path file = folder.resolve("norms.jsonl");
        SeedNorms norms = new SeedNorms(3, RunStatus.DIVERGED, "why", List.of(1.0, 1e30), List.of(2.5, 1.0));
        AdviceNorms.write(List.of(new Advice("t", "c", List.of(norms))), file);
        assertKept("norms.jsonl", file);
    }

    @Test
    void rowsOfClippingThroughTime() throws IOException {
        ThroughTimeClipping clipping = new ThroughTimeClipping(Target.HIDDEN, By.NORM, 0.5);
        List<ThroughTimeClipping.ThroughTimeRecord.Step> steps = List.of(
                new ThroughTimeClipping.ThroughTimeRecord.Step(0, 4, 2, 0, 1.23456789, 0.5),
                new ThroughTimeClipping.ThroughTimeRecord.Step(1, 4, 0, 1, 0.25, 0.25));
        try (RunDirectory directory = open()) {
            try (RunRecords records = new RunRecords(
                    directory,
                    new RecordingConfig(2),
                    EnumSet.of(RecordKind.CLIPPING, RecordKind.THROUGH_TIME),
                    new SinkConfig.Run(directory.path(), "", Map.of(), OptionalLong.empty()))) {
                records.throughTime(new ThroughTimeClipping.ThroughTimeRecord("rnn0", false, 4, 1, clipping, steps));
                records.throughTime(new ThroughTimeClipping.ThroughTimeRecord("rnn0", false, 5, 1, clipping, steps));
            }
            assertKept("throughtime.jsonl", directory.file("clipping.jsonl"));
        }
    }

    @Test
    void aWholeRun() throws IOException {
        ThroughTimeClipping throughTime = new ThroughTimeClipping(Target.HIDDEN, By.NORM, 1e-9);
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.RNN, Tiny.training())
                .withClipping(new ClippingSettings(new NoClipping(), throughTime))
                .withRegularizer(new VanishingGradientRegularizer(4));
        Path directory = folder.resolve("a");
        Tiny.in(directory).train(job);
        for (String file :
                List.of("summary.json", "gradient-summary.json", "status.json", "environment.json", "metrics.jsonl")) {
            assertKept("whole-" + file, masked(directory.resolve(file)));
        }
        String clipping = masked(directory.resolve("clipping.jsonl"));
        assertKept("whole-clipping.jsonl", clipping.replace("#.#", "#")); // a rounded norm may be whole
    }
}
