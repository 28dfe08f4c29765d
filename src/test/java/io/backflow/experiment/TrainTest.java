package io.backflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.config.AdamUpdater;
import io.backflow.config.CellActivation;
import io.backflow.config.ConfigReader;
import io.backflow.config.JobConfig;
import io.backflow.config.LstmCell;
import io.backflow.config.SimpleRnnCell;
import io.backflow.config.StandardBptt;
import io.backflow.config.TrainingConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.TextConfig;
import io.backflow.data.sequence.DataException;
import io.backflow.data.sequence.SequenceData;
import io.backflow.data.source.DownloadProgress;
import io.backflow.record.JsonLines;
import io.backflow.record.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

/** One job in its directory. */
class TrainTest {

    static final List<String> FILES = List.of(
            "checkpoint/model.zip",
            "clipping.jsonl",
            "config.yaml",
            "environment.json",
            "gradient-summary.json",
            "gradients.jsonl",
            "metrics.jsonl",
            "status.json",
            "summary.json");

    @TempDir
    private Path folder;

    private static final JobConfig JOB = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training());

    private Path dir(String name) {
        return folder.resolve(name);
    }

    static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    static List<Row> rows(Path file) {
        try (Stream<Row> rows = JsonLines.read(file)) {
            return rows.toList();
        }
    }

    static String status(Path directory) {
        return Json.text(Json.readObject(directory.resolve("status.json")), "status");
    }

    private static SequenceData open(JobConfig job) {
        return job.task()
                .open(new DataEnvironment(
                        Path.of("unused"),
                        null,
                        (source, target, most, received) -> {
                            throw new IOException("no network here");
                        },
                        DownloadProgress.NONE));
    }

    @Test
    void leavesEveryFileBehindAndNoOther() throws IOException {
        RunSummary summary = Tiny.in(dir("a")).train(JOB);
        assertThat(filesIn(dir("a"))).isEqualTo(FILES);
        assertThat(status(dir("a"))).isEqualTo("finished");
        assertThat(RunSummary.read(dir("a"))).contains(summary);
        assertThat(new ConfigReader().readJob(dir("a").resolve("config.yaml"))).isEqualTo(JOB);
        assertThat(rows(dir("a").resolve("gradients.jsonl")))
                .extracting(row -> row.whole("update"))
                .containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(rows(dir("a").resolve("clipping.jsonl"))).isEmpty();
        assertThat(rows(dir("a").resolve("metrics.jsonl")))
                .extracting(row -> row.text("split") + row.whole("updates"))
                .containsExactly("training1", "training2", "training3", "training4", "training5", "test5");
        assertThat(summary.figures()).containsOnlyKeys("accuracy", "loss");
        assertThat(summary.parameters()).isEqualTo(4 * (6 + 4 + 1) * 4 + (4 + 1) * 4);
        assertThat(summary.updates()).isEqualTo(5);
        assertThat(summary.seconds()).isPositive();
    }

    @Test
    void knowsWhatItDependedOn() {
        Tiny.in(dir("a")).train(JOB);
        Map<String, Object> environment = Json.readObject(dir("a").resolve("environment.json"));
        assertThat(environment)
                .containsEntry("backflow", System.getProperty("backflow.version"))
                .containsEntry("deeplearning4j", "1.0.0-M2.1")
                .containsEntry("nativeThreadsPerRun", 1);
        Map<String, Object> data = Json.object(Json.object(environment, "data"), "temporal-order");
        assertThat(data).containsEntry("sha256", open(JOB).provenance().get("sha256"));
        assertThat(Json.text(data, "sha256")).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameJobTwiceIsTheSameBitForBit(long seed) throws IOException {
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training(), NonFiniteConfig.DEFAULT, seed);
        Tiny.in(dir("a")).train(job);
        Tiny.in(dir("b")).train(job);
        assertSameRuns(dir("a"), dir("b"));
    }

    static void assertSameRuns(Path one, Path other) throws IOException {
        for (String lines : List.of("gradients.jsonl", "clipping.jsonl", "metrics.jsonl", "gradient-summary.json")) {
            assertThat(one.resolve(lines)).hasSameTextualContentAs(other.resolve(lines));
        }
        assertThat(load(one).params().toFloatVector())
                .containsExactly(load(other).params().toFloatVector());
        assertThat(withoutTime(one)).isEqualTo(withoutTime(other));
    }

    private static Map<String, Object> withoutTime(Path directory) {
        Map<String, Object> summary = Json.readObject(directory.resolve("summary.json"));
        assertThat(summary.remove("trainingSeconds")).isNotNull();
        return summary;
    }

    static MultiLayerNetwork load(Path directory) throws IOException {
        return ModelSerializer.restoreMultiLayerNetwork(
                directory.resolve("checkpoint/model.zip").toFile(), true);
    }

    @Test
    void theCheckpointIsThatOfDl4jsOwnTraining() throws IOException {
        TrainingConfig adam =
                new TrainingConfig(new AdamUpdater(0.01, 0.9, 0.999, 1e-8), 4, 5, null, new StandardBptt());
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.LSTM, adam);
        Tiny.in(dir("a")).train(job);
        SequenceData data = open(job);
        MultiLayerNetwork network = NetworkBuilder.build(job, data);
        var batches = data.training(4, job.seed());
        for (int i = 0; i < 5; i++) {
            network.fit(batches.next());
        }
        MultiLayerNetwork loaded = load(dir("a"));
        DataSet test = data.test(20).next();
        assertThat(loaded.output(test.getFeatures()).data().asFloat())
                .containsExactly(network.output(test.getFeatures()).data().asFloat());
        assertThat(loaded.getIterationCount()).isEqualTo(5);
        assertThat(loaded.getUpdater().getStateViewArray().toFloatVector())
                .containsExactly(network.getUpdater().getStateViewArray().toFloatVector());
    }

    @Test
    void theLossInTheMetricsIsSummedOverStepsAndAveragedOverSequences() throws IOException {
        Path text = text();
        JobConfig job =
                Tiny.job(new TextConfig(text.toString(), null, 6, 0.2, 0.2), Tiny.LSTM, Tiny.iterations(1, 0.1));
        Tiny.in(dir("a")).train(job);
        SequenceData data = open(job);
        DataSet batch = data.training(4, job.seed()).next();
        float[] truth = NetworkBuilder.build(job, data)
                .output(batch.getFeatures())
                .mul(batch.getLabels())
                .sum(1)
                .dup('c')
                .data()
                .asFloat();
        double nats = 0;
        for (float probability : truth) {
            nats -= Math.log(probability);
        }
        assertThat(truth).hasSize(4 * 6);
        Row first = rows(dir("a").resolve("metrics.jsonl")).get(0);
        // A sum of 24 float logarithms.
        assertThat(first.number("loss")).isCloseTo(nats / 4, within(1e-4));
    }

    private Path text() throws IOException {
        return Files.writeString(dir("text.txt"), "the quick brown fox jumps over the lazy dog. ".repeat(8));
    }

    @Test
    void truncatedBackpropagationCountsSegments() throws IOException {
        Path config = Files.writeString(dir("text.yaml"), """
                task: {type: text, file: '%s', sequenceLength: 10, validationFraction: 0.1, testFraction: 0.1}
                cell: {type: simple-rnn, units: 4}
                training: {batchSize: 4, epochs: 2, bptt: {type: truncated, length: 4}}
                recording: {every: 1}
                """.formatted(text()));
        RunSummary summary = Tiny.in(dir("a")).train(new ConfigReader().readJob(config));
        List<Row> rows = rows(dir("a").resolve("gradients.jsonl"));
        assertThat(rows.stream().limit(4).map(row -> row.whole("batch") + "/" + row.whole("segment")))
                .containsExactly("0/0", "0/1", "0/2", "1/0");
        assertThat(summary.updates()).isEqualTo(rows.size());
        assertThat(rows.get(rows.size() - 1).whole("epoch")).isEqualTo(1);
        assertThat(summary.figures()).containsOnlyKeys("accuracy", "loss", "bitsPerStep");
        Row test = rows(dir("a").resolve("metrics.jsonl")).stream()
                .filter(row -> row.text("split").equals("test"))
                .findFirst()
                .orElseThrow();
        assertThat(test.whole("epoch")).as("finished epochs").isEqualTo(2);
    }

    @Test
    void learnsFromSequencesOfTheUsersOwn() throws IOException {
        Path csv = Files.createDirectory(dir("csv"));
        for (int i = 0; i < 12; i++) {
            Files.writeString(csv.resolve(i + ".csv"), (i + ".5,1," + i % 2 + "\n").repeat(1 + i % 3));
        }
        Path config = Files.writeString(dir("csv.yaml"), """
                task: {type: csv, train: '%s', objective: classify-sequence, targets: ['2'], classes: 2}
                cell: {type: lstm, units: 4}
                training: {batchSize: 4, epochs: 3}
                evaluation: {every: 2}
                """.formatted(csv));
        RunSummary summary = Tiny.in(dir("a")).train(new ConfigReader().readJob(config));
        assertThat(summary.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(summary.value()).isBetween(0.0, 1.0);
        assertThat(rows(dir("a").resolve("metrics.jsonl")))
                .extracting(row -> row.text("split"))
                .contains("validation");
    }

    @ParameterizedTest
    @CsvSource({"rnn", "lstm"})
    void aDivergedRunIsAResult(String cell) throws IOException {
        var relu = cell.equals("rnn")
                ? new SimpleRnnCell(8, 1, CellActivation.RELU)
                : new LstmCell(8, 1, CellActivation.RELU, 1);
        JobConfig job = Tiny.job(Tiny.ADDING, relu, Tiny.iterations(50, 1e20));
        RunSummary summary = Tiny.in(dir("a")).train(job);
        assertThat(summary.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(summary.reason()).containsAnyOf("is not finite", "The loss of update");
        assertThat(summary.updates()).isLessThan(50);
        assertThat(status(dir("a"))).isEqualTo("diverged");
        assertThat(filesIn(dir("a"))).isEqualTo(FILES);
        assertThat(RunSummary.read(dir("a"))).contains(summary);
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).train(job));
    }

    @ParameterizedTest
    @EnumSource(
            value = NonFiniteConfig.Action.class,
            names = {"SKIP", "ZERO"})
    void aGradientThatTheConfigurationHasSeenToDoesNotEndTheRun(NonFiniteConfig.Action action) {
        NonFiniteConfig nonFinite = new NonFiniteConfig(action, 3);
        JobConfig job = Tiny.job(
                Tiny.ADDING, new SimpleRnnCell(8, 1, CellActivation.RELU), Tiny.iterations(50, 1e20), nonFinite, 1);
        RunSummary summary = Tiny.in(dir("a")).train(job);
        assertThat(summary.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(summary.reason()).contains("4 updates in a row, nonFinite.maxConsecutive is 3");
        assertThat(summary.nonFinite()).isEqualTo(4);
    }

    @Test
    void anInterruptedRunSaysHowFarItCame() throws IOException {
        RunSummary summary = Tiny.in(dir("a")).stopping("tiny", 3).train(JOB);
        assertThat(summary.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(summary.reason()).isEqualTo("stopped at 3 of 5");
        assertThat(summary.figures()).isEmpty();
        assertThat(filesIn(dir("a"))).isEqualTo(FILES);
        assertThat(Json.readObject(dir("a").resolve("status.json")))
                .containsEntry("status", "interrupted")
                .containsEntry("reason", "stopped at 3 of 5");
        assertThat(rows(dir("a").resolve("gradients.jsonl"))).hasSize(3);
        assertThat(RunSummary.read(dir("a"))).isEmpty();
        assertThat(Tiny.in(dir("a")).train(JOB).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aRunThatIsStoppedWhileItIsEvaluatedIsNoResult() {
        RunSummary summary = Tiny.in(dir("a")).stopping("tiny", 5).train(JOB);
        assertThat(summary.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(summary.reason()).isEqualTo("stopped while it was evaluated");
        assertThat(RunSummary.read(dir("a"))).isEmpty();
    }

    @Test
    void aRunThatBreaksSaysWhat() throws IOException {
        RunProgress obstacle = new RunProgress() {
            @Override
            public void started(String job, long goal) {
                try {
                    Files.writeString(dir("a").resolve("checkpoint"), "in the way");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).progress(obstacle).train(JOB))
                .withMessageContaining("Cannot write");
        assertThat(status(dir("a"))).isEqualTo("failed");
        assertThat(filesIn(dir("a"))).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(rows(dir("a").resolve("gradients.jsonl"))).hasSize(5);
    }

    @Test
    void badDataLeavesNothingBehind() {
        JobConfig job =
                Tiny.job(new TextConfig(dir("missing.txt").toString(), null, 6, 0.2, 0.2), Tiny.LSTM, Tiny.training());
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).train(job));
        assertThat(dir("a")).doesNotExist();
    }

    @Test
    void aSummaryIsReadAsItWasWritten() throws IOException {
        long seed = (1L << 53) + 1; // no double
        Path directory = Files.createDirectory(dir("a"));
        RunSummary summary = new RunSummary(
                "t",
                "c",
                "k",
                seed,
                RunStatus.DIVERGED,
                "why",
                5_000_000_000L,
                7,
                Metric.BITS_PER_STEP,
                Map.of("bitsPerStep", Double.POSITIVE_INFINITY),
                Double.NaN,
                0.5,
                3,
                1.25);
        AtomicFiles.write(directory.resolve("summary.json"), Json.pretty(summary.toMap()));
        AtomicFiles.write(directory.resolve("status.json"), "{\"status\": \"diverged\"}");
        assertThat(RunSummary.read(directory)).contains(summary);
        AtomicFiles.write(directory.resolve("summary.json"), "{\"task\": \"t\"}");
        assertThat(RunSummary.read(directory)).isEmpty();
        AtomicFiles.write(directory.resolve("summary.json"), "{");
        assertThat(RunSummary.read(directory)).isEmpty();
    }
}
