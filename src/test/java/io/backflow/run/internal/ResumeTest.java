// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.clipping.ClippingConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.result.internal.RunSummary;
import io.backflow.setting.Catalogue;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is continued ends as if it had never been stopped: parameters, updater, every record, bit for bit. */
class ResumeTest {

    /** Settings by which each policy has something to do, and something to remember, in so short a run. */
    private static final Map<String, String> POLICIES = Map.ofEntries(
            Map.entry("none", "none"),
            Map.entry("value", "{type: value, threshold: 0.02}"),
            Map.entry("global-norm", "{type: global-norm, maxNorm: 0.1}"),
            Map.entry("layer-norm", "{type: layer-norm, maxNorm: 0.1}"),
            Map.entry("parameter-norm", "{type: parameter-norm, maxNorm: 0.1}"),
            Map.entry("normalized-gradient", "normalized-gradient"),
            Map.entry("agc", "{type: agc, lambda: 0.001}"),
            Map.entry("autoclip", "{type: autoclip, percentile: 50, window: 3}"),
            Map.entry("zclip", "{type: zclip, zThreshold: 0.1, warmUp: 2}"),
            Map.entry("adagc", "{type: adagc, lambdaRel: 1.0, lambdaAbs: 0.1, warmUp: 4}"),
            Map.entry("spam", "{type: spam, theta: 1.0, warmUp: 4}"),
            Map.entry(
                    "groups",
                    "{type: groups, groups: [{match: 'rnn*/RW', maxNorm: 0.01}], otherwise: {type: autoclip, percentile: 10}}"));

    private static final int MINI_BATCHES = 9;

    @TempDir
    private Path folder;

    private Path text = Path.of("");

    @BeforeEach
    void writeText() throws IOException {
        text = Files.writeString(dir("text.txt"), "the quick brown fox jumps over the lazy dog. ".repeat(7));
    }

    private Path dir(String name) {
        return folder.resolve(name);
    }

    static List<String> policies() {
        return Catalogue.of(ClippingConfig.class).names();
    }

    private JobConfig job(String yaml) throws IOException {
        return new ConfigReader().readJob(Files.writeString(dir("tiny.yaml"), yaml));
    }

    /** Nine minibatches without end of data; evaluations, records and checkpoints at other steps than each other. */
    private JobConfig endless(String clipping, int checkpointEvery) throws IOException {
        return job("""
                task: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 10}
                cell: {type: lstm, units: 4}
                clipping: %s
                training: {batchSize: 4, iterations: %d}
                evaluation: {every: 3}
                recording: {every: 4}
                checkpoint: {every: %d}
                """.formatted(clipping, MINI_BATCHES, checkpointEvery));
    }

    /** Two epochs of a text in segments: three updates a minibatch. */
    private JobConfig truncated() throws IOException {
        return job("""
                task: {type: text, file: '%s', sequenceLength: 10, validationFraction: 0.1, testFraction: 0.1}
                cell: {type: gru, units: 4}
                clipping: {type: global-norm, maxNorm: 3.0}
                training: {batchSize: 4, epochs: 2, bptt: {type: truncated, length: 4}}
                evaluation: {every: 4}
                recording: {every: 5}
                checkpoint: {every: 0}
                """.formatted(text));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyPolicyGoesOnExactly(String policy) throws IOException {
        assertThat(POLICIES).as("an example of each policy").containsKey(policy);
        JobConfig job = endless(Objects.requireNonNull(POLICIES.get(policy)), 0);
        Tiny.in(dir("whole")).train(job);
        for (int stop : new int[] {1, 4, 6, 8}) {
            Path directory = dir("stop" + stop);
            RunSummary stopped = Tiny.in(directory).stopping("tiny", stop).train(job);
            assertThat(stopped.status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(Tiny.in(directory).train(job).status()).isEqualTo(RunStatus.FINISHED);
            Runs.assertSameRuns(dir("whole"), directory);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"global-norm, maxNorm: 0.1", "autoclip, percentile: 50, window: 3"})
    void clippingPerStepGoesOnExactly(String policy) throws IOException {
        JobConfig job = endless("{type: " + policy + ", scale: per-step}", 0);
        Tiny.in(dir("whole")).train(job);
        for (int stop : new int[] {1, 5}) {
            Path directory = dir("stop" + stop);
            Tiny.in(directory).stopping("tiny", stop).train(job);
            assertThat(Tiny.in(directory).train(job).status()).isEqualTo(RunStatus.FINISHED);
            Runs.assertSameRuns(dir("whole"), directory);
        }
    }

    /** One sequence alone is solved by chance often enough that the curriculum grows, which has to be restored. */
    @ParameterizedTest
    @ValueSource(strings = {"linear, from: 2, miniBatches: 6", "on-success, from: 2, step: 3, every: 2, sequences: 1"})
    void curriculaGoOnExactly(String curriculum) throws IOException {
        JobConfig job = job("""
                task: {type: adding, variant: tcn, length: 9, testSequences: 10, curriculum: {type: %s}}
                cell: {type: lstm, units: 4}
                training: {updater: {type: adam, learningRate: 0.05}, batchSize: 4, iterations: 9}
                checkpoint: {every: 0}
                """.formatted(curriculum));
        Tiny.in(dir("whole")).train(job);
        for (int stop : new int[] {1, 4, 5, 8}) {
            Path directory = dir("stop" + stop);
            Tiny.in(directory).stopping("tiny", stop).train(job);
            assertThat(Tiny.in(directory).train(job).status()).isEqualTo(RunStatus.FINISHED);
            Runs.assertSameRuns(dir("whole"), directory);
        }
    }

    /** Sequences of unlike length, whose order hangs on the epoch. */
    @ParameterizedTest
    @ValueSource(strings = {"by-length", "shuffled"})
    void withinEpochsOfEitherBatching(String batching) throws IOException {
        JobConfig job = job("""
                task: languages
                cell: {type: simple-rnn, units: 2}
                training: {batchSize: 300, epochs: 2, batching: %s}
                checkpoint: {every: 0}
                """.formatted(batching));
        Tiny.in(dir("whole")).train(job);
        for (int stop : new int[] {1, 9}) {
            Path directory = dir(batching + stop);
            Tiny.in(directory).stopping("tiny", stop).train(job);
            assertThat(Tiny.in(directory).train(job).status()).isEqualTo(RunStatus.FINISHED);
            Runs.assertSameRuns(dir("whole"), directory);
        }
    }

    @Test
    void stoppedAfterEveryMiniBatch() throws IOException {
        JobConfig job = endless("{type: global-norm, maxNorm: 0.1}", 0);
        Tiny.in(dir("whole")).train(job);
        for (int stop = 1; stop < MINI_BATCHES; stop++) {
            Tiny.in(dir("a")).stopping("tiny", stop).train(job);
            assertThat(Runs.load(dir("a")).getIterationCount()).isEqualTo(stop);
        }
        // Asked to stop at the last minibatch, it evaluates when it is asked to go on.
        RunSummary last = Tiny.in(dir("a")).stopping("tiny", MINI_BATCHES).train(job);
        assertThat(last.reason()).isEqualTo("stopped while it was evaluated");
        assertThat(Tiny.in(dir("a")).train(job).status()).isEqualTo(RunStatus.FINISHED);
        Runs.assertSameRuns(dir("whole"), dir("a"));
    }

    @Test
    void withinAndAtTheEndOfEpochsOfTruncatedBackpropagation() throws IOException {
        JobConfig job = truncated();
        List<Long> miniBatches = new ArrayList<>();
        RunProgress counting = new RunProgress() {
            @Override
            public void advanced(String name, long done, double loss) {
                miniBatches.add(done);
            }
        };
        RunSummary whole = Tiny.in(dir("whole")).progress(counting).train(job);
        assertThat(whole.updates()).as("updates of two epochs in segments").isGreaterThan(2L * miniBatches.size());
        assertThat(miniBatches.size() % 2).isZero();
        for (long stop : miniBatches) {
            Path directory = dir("stop" + stop);
            Tiny.in(directory).stopping("tiny", stop).train(job);
            assertThat(Tiny.in(directory).train(job).status()).isEqualTo(RunStatus.FINISHED);
            Runs.assertSameRuns(dir("whole"), directory);
        }
    }

    /** What a killed process leaves behind, but for its status. */
    private void breakAt(Path directory, JobConfig job, long miniBatch) {
        RunProgress breaking = new RunProgress() {
            @Override
            public void advanced(String name, long done, double loss) {
                if (done == miniBatch) {
                    throw new IllegalStateException("broken");
                }
            }
        };
        try {
            Tiny.in(directory).progress(breaking).train(job);
        } catch (IllegalStateException e) {
            assertThat(Runs.status(directory)).isEqualTo("failed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 9})
    void aRunThatBrokeGoesOnFromItsLastCheckpoint(int miniBatch) throws IOException {
        JobConfig job = endless("{type: global-norm, maxNorm: 0.1}", 2);
        Tiny.in(dir("whole")).train(job);
        breakAt(dir("a"), job, miniBatch);
        Files.createDirectories(dir("a").resolve("checkpoint"));
        Path half = Files.writeString(dir("a").resolve("checkpoint/zipfstmp1.tmp"), "half a checkpoint");
        List<String> resumed = new ArrayList<>();
        RunProgress listening = new RunProgress() {
            @Override
            public void resumed(String name, long done) {
                resumed.add(name + " at " + done);
            }
        };
        RunSummary summary = Tiny.in(dir("a")).progress(listening).train(job);
        assertThat(summary.status()).isEqualTo(RunStatus.FINISHED);
        int checkpoint = (miniBatch - 1) / 2 * 2;
        assertThat(resumed).isEqualTo(checkpoint == 0 ? List.of() : List.of("tiny at " + checkpoint));
        Runs.assertSameRuns(dir("whole"), dir("a"));
        assertThat(half).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyPolicyGoesOnFromTheLastCheckpointOfARunThatBroke(String policy) throws IOException {
        JobConfig job = endless(Objects.requireNonNull(POLICIES.get(policy)), 2);
        Tiny.in(dir("whole")).train(job);
        for (int miniBatch : new int[] {4, 8}) { // within a warm-up, and after it
            Path directory = dir("broken" + miniBatch);
            breakAt(directory, job, miniBatch);
            assertThat(Tiny.in(directory).train(job).status()).isEqualTo(RunStatus.FINISHED);
            Runs.assertSameRuns(dir("whole"), directory);
        }
    }

    @Test
    void aDivergedRunThatWasCutOffBeforeItSaidSoIsNotTrainedOn() throws IOException {
        JobConfig job = job("""
                task: {type: adding, length: 6, variant: tcn, validationSequences: 5, testSequences: 20}
                cell: {type: simple-rnn, units: 8, activation: relu}
                training: {updater: {type: sgd, learningRate: 1.0e+20}, batchSize: 4, iterations: 50}
                """);
        RunSummary whole = Tiny.in(dir("whole")).train(job);
        assertThat(whole.status()).isEqualTo(RunStatus.DIVERGED);
        Tiny.in(dir("a")).train(job);
        Files.writeString(dir("a").resolve("status.json"), "{\"status\": \"running\"}");
        Files.delete(dir("a").resolve("summary.json"));
        RunSummary again = Tiny.in(dir("a")).train(job);
        assertThat(again.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(again.reason()).isEqualTo(whole.reason());
        Runs.assertSameRuns(dir("whole"), dir("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 400, -200, -30, -1})
    void aDamagedCheckpointIsNamed(int position) throws IOException {
        JobConfig job = endless("none", 0);
        Tiny.in(dir("a")).stopping("tiny", 4).train(job);
        Path file = dir("a").resolve("checkpoint/model.zip");
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, position < 0 ? whole.length + position : position);
        Files.write(file, cut);
        assertRefused(job, file.toString());
        Files.delete(file);
        assertThat(Tiny.in(dir("a")).train(job).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aFlippedBitIsNoticed() throws IOException {
        JobConfig job = endless("none", 0);
        Tiny.in(dir("a")).stopping("tiny", 4).train(job);
        Path file = dir("a").resolve("checkpoint/model.zip");
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int parameters = text.indexOf("coefficients.bin") + 100; // within the compressed numbers
        bytes[parameters] ^= 1;
        Files.write(file, bytes);
        assertRefused(job, file.toString());
    }

    @Test
    void recordsThatAreGoneCannotBeGoneOnWith() throws IOException {
        JobConfig job = endless("none", 0);
        Tiny.in(dir("a")).stopping("tiny", 4).train(job);
        Files.writeString(dir("a").resolve("gradients.jsonl"), "");
        assertRefused(job, "gradients.jsonl has 0 bytes");
    }

    private void assertRefused(JobConfig job, String said) {
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).train(job))
                .withMessageContaining("cannot be continued")
                .withMessageContaining(said);
    }
}
