// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.LayersConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.UpdaterConfig;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.record.Row;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.JsonMaps;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

/** One job in its directory. */
class TrainTest {

    @TempDir
    private Path folder;

    private static final JobConfig JOB = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training());

    private Path dir(String name) {
        return folder.resolve(name);
    }

    private static SequenceData open(JobConfig job) {
        return job.task()
                .open(new DataFiles(
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
        assertThat(Runs.filesIn(dir("a"))).isEqualTo(Runs.TESTED);
        assertThat(Runs.status(dir("a"))).isEqualTo("finished");
        assertThat(RunSummary.read(dir("a"))).contains(summary);
        assertThat(new ConfigReader().readJob(dir("a").resolve("config.yaml"))).isEqualTo(JOB);
        assertThat(Runs.rows(dir("a").resolve("gradients.jsonl")))
                .extracting(row -> row.whole("update"))
                .containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(Runs.rows(dir("a").resolve("clipping.jsonl"))) // of the sampled updates only: nothing was clipped
                .isNotEmpty()
                .allSatisfy(row -> {
                    assertThat(row.text("action")).isEqualTo("unchanged");
                    assertThat(row.row("running").whole("gradients")).isEqualTo(row.whole("update") + 1);
                });
        assertThat(Runs.rows(dir("a").resolve("metrics.jsonl")))
                .extracting(row -> row.text("split") + row.whole("updates"))
                .containsExactly("training1", "training2", "training3", "training4", "training5", "test5");
        assertThat(summary.figures())
                .containsOnlyKeys("accuracy", "loss", "macroF1", "balancedAccuracy", "majorityAccuracy", "success");
        assertThat(summary.parameters()).isEqualTo(4 * (6 + 4 + 1) * 4 + (4 + 1) * 4);
        assertThat(summary.updates()).isEqualTo(5);
        assertThat(summary.seconds()).isPositive();
    }

    @Test
    void knowsWhatItDependedOn() {
        Tiny.in(dir("a")).train(JOB);
        Map<String, Object> environment = JsonMaps.readObject(dir("a").resolve("environment.json"));
        assertThat(environment)
                .containsEntry("backflow", System.getProperty("backflow.version"))
                .containsEntry("deeplearning4j", "1.0.0-M2.1")
                .containsEntry("nativeThreadsPerRun", 1);
        Map<String, Object> data = JsonMaps.object(JsonMaps.object(environment, "data"), "temporal-order");
        assertThat(data).containsEntry("sha256", open(JOB).provenance().get("sha256"));
        assertThat(JsonMaps.text(data, "sha256")).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameJobTwiceIsTheSameBitForBit(long seed) throws IOException {
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training(), NonFiniteConfig.DEFAULT, seed);
        Tiny.in(dir("a")).train(job);
        Tiny.in(dir("b")).train(job);
        Runs.assertSameRuns(dir("a"), dir("b"));
    }

    @ParameterizedTest
    @EnumSource(LayersConfig.class)
    void theCheckpointIsPlainDl4jsAndThatOfItsOwnFit(LayersConfig layers) throws IOException {
        TrainingConfig adam = new TrainingConfig(
                new UpdaterConfig.Adam(0.01, 0.9, 0.999, 1e-8), 4, 5, null, new BpttConfig.Standard());
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.LSTM, adam, layers);
        Tiny.in(dir("a")).train(job);
        SequenceData data = open(job);
        MultiLayerNetwork network = NetworkBuilder.build(job, data);
        if (layers == LayersConfig.BACKFLOW) {
            RecurrentLayers.install(network);
        }
        var batches = data.training(4, job.seed());
        for (int i = 0; i < 5; i++) {
            network.fit(batches.next());
        }
        MultiLayerNetwork loaded = Runs.load(dir("a"));
        assertThat(loaded.getLayer(0).getClass().getName()).startsWith("org.deeplearning4j.");
        assertThat(loaded.params().toFloatVector()).isEqualTo(network.params().toFloatVector());
        DataSet test = data.test(20).next();
        // Ours and DL4J's layers agree to float rounding.
        assertThat(loaded.output(test.getFeatures()).data().asFloat())
                .containsExactly(
                        network.output(test.getFeatures()).data().asFloat(),
                        within(layers == LayersConfig.BACKFLOW ? 1e-6f : 0f));
        assertThat(loaded.getIterationCount()).isEqualTo(5);
        assertThat(loaded.getUpdater().getStateViewArray().toFloatVector())
                .isEqualTo(network.getUpdater().getStateViewArray().toFloatVector());
    }

    @Test
    void theLossInTheMetricsIsOfALabelledStepBesideTheSum() throws IOException {
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
        Row first = Runs.rows(dir("a").resolve("metrics.jsonl")).get(0);
        // Outputs are floats; the network of the run computes them with other layers.
        assertThat(first.number("loss")).isCloseTo(nats / 24, within(1e-6));
        assertThat(first.text("lossScale")).isEqualTo("mean over labelled time steps");
        assertThat(first.number("bitsPerStep")).isCloseTo(nats / 24 / Math.log(2), within(1e-6));
        assertThat(first.number("lossSum")).isCloseTo(nats, within(24e-6));
        assertThat(first.number("labelledSteps")).isEqualTo(24);
        assertThat(first.whole("sequences")).isEqualTo(4);
        assertThat(first.whole("segments")).isEqualTo(1);
        assertThat(first.whole("nonFiniteSegments")).isZero();
    }

    /**
     * Parameters stand still, so that 60 steps at once lose what segments of 25, 25 and 10 do but for rounding of
     * floats.
     */
    @ParameterizedTest
    @CsvSource({"simple-rnn, backflow", "lstm, backflow", "gru, backflow", "simple-rnn, deeplearning4j"})
    void theLossIsTheSameInOnePieceAndInSegments(String cell, String layers) throws IOException {
        Row whole = firstOf("whole", cell, layers, "standard");
        Row cut = firstOf("cut", cell, layers, "{type: truncated, length: 25}");
        assertThat(whole.whole("segments")).isEqualTo(1);
        assertThat(cut.whole("segments")).isEqualTo(3);
        for (String name : List.of("loss", "bitsPerStep", "lossSum", "labelledSteps", "sequences")) {
            assertThat(cut.number(name)).as(name).isCloseTo(whole.number(name), within(1e-6 * whole.number(name)));
        }
        assertThat(whole.number("labelledSteps")).isEqualTo(4 * 60);
    }

    private Row firstOf(String run, String cell, String layers, String bptt) throws IOException {
        Path config = Files.writeString(dir(run + ".yaml"), """
                task: {type: text, file: '%s', sequenceLength: 60, validationFraction: 0.2, testFraction: 0.2}
                cell: {type: %s, units: 4}
                layers: %s
                training: {batchSize: 4, epochs: 1, updater: {type: sgd, learningRate: 1.0e-30}, bptt: %s}
                """.formatted(
                        Files.writeString(dir("text.txt"), "the quick brown fox jumps over the lazy dog. ".repeat(20)),
                        cell,
                        layers,
                        bptt));
        Tiny.in(dir(run)).train(new ConfigReader().readJob(config));
        return Runs.rows(dir(run).resolve("metrics.jsonl")).get(0);
    }

    @Test
    void theProgressShowsTheLossOfTheMetrics() {
        List<Double> shown = new ArrayList<>();
        RunProgress progress = new RunProgress() {
            @Override
            public void advanced(String job, long done, double loss) {
                shown.add(loss);
            }
        };
        Tiny.in(dir("a")).progress(progress).train(JOB);
        assertThat(Runs.rows(dir("a").resolve("metrics.jsonl")).stream()
                        .filter(row -> row.text("split").equals("training"))
                        .map(row -> row.number("loss")))
                .containsExactlyElementsOf(shown);
    }

    @Test
    void saysThatTheLastParametersAreTested() {
        Tiny.in(dir("a")).train(JOB);
        assertThat(JsonMaps.readObject(dir("a").resolve("summary.json"))).containsEntry("testedParameters", "last");
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
        List<Row> rows = Runs.rows(dir("a").resolve("gradients.jsonl"));
        assertThat(rows.stream().limit(4).map(row -> row.whole("batch") + "/" + row.whole("segment")))
                .containsExactly("0/0", "0/1", "0/2", "1/0");
        assertThat(summary.updates()).isEqualTo(rows.size());
        assertThat(rows.get(rows.size() - 1).whole("epoch")).isEqualTo(1);
        assertThat(summary.figures())
                .containsOnlyKeys(
                        "accuracy",
                        "loss",
                        "bitsPerStep",
                        "perplexity",
                        "macroF1",
                        "balancedAccuracy",
                        "majorityAccuracy");
        Row test = Runs.rows(dir("a").resolve("metrics.jsonl")).stream()
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
        assertThat(Runs.rows(dir("a").resolve("metrics.jsonl")))
                .extracting(row -> row.text("split"))
                .contains("validation");
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
                FlowRunTest.SUMMARY,
                1.25);
        AtomicFiles.write(directory.resolve("summary.json"), Json.pretty(summary));
        AtomicFiles.write(directory.resolve("status.json"), "{\"status\": \"diverged\"}");
        assertThat(RunSummary.read(directory)).contains(summary);
        AtomicFiles.write(directory.resolve("summary.json"), "{\"task\": \"t\"}");
        assertThat(RunSummary.read(directory)).isEmpty();
        AtomicFiles.write(directory.resolve("summary.json"), "{");
        assertThat(RunSummary.read(directory)).isEmpty();
    }
}
