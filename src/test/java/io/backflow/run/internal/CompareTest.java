// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.internal.ClippingSettings;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.TaskConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.task.TemporalOrderConfig;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.result.internal.ArmFlow;
import io.backflow.result.internal.ArmSummary;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.JsonMaps;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunIdentity;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grid of a comparison in its directory. */
class CompareTest {

    private static final ComparisonConfig COMPARISON = Tiny.comparison();
    private static final List<String> RUNS = COMPARISON.trials().stream()
            .map(trial -> String.valueOf(trial.job().name()))
            .toList();

    @TempDir
    private Path folder;

    private Path dir(String name) {
        return folder.resolve(name);
    }

    private Map<String, FileTime> writtenAt(Path directory) throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (String run : RUNS) {
            Path summary = directory.resolve(run).resolve("checkpoint/model.zip");
            if (Files.exists(summary)) {
                times.put(run, Files.getLastModifiedTime(summary));
            }
        }
        return times;
    }

    @Test
    void theResultsDoNotDependOnHowManyRunsGoSideBySide() throws IOException {
        ComparisonResult one = Tiny.in(dir("one")).jobs(1).compare(COMPARISON);
        ComparisonResult two = Tiny.in(dir("two")).jobs(2).compare(COMPARISON);
        assertThat(one.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(one.runs()).extracting(RunSummary::seed).containsExactly(1L, 2L, 1L, 2L, 1L, 2L, 1L, 2L);
        for (String run : RUNS) {
            assertThat(Runs.filesIn(dir("one").resolve(run))).isEqualTo(Runs.TESTED);
            Runs.assertSameRuns(dir("one").resolve(run), dir("two").resolve(run));
        }
        assertThat(withoutTimes(two)).isEqualTo(withoutTimes(one));
        assertThat(dir("one").resolve("config.yaml"))
                .hasSameTextualContentAs(dir("two").resolve("config.yaml"));
        assertThat(new ConfigReader().readComparison(dir("one").resolve("config.yaml")))
                .isEqualTo(COMPARISON);
        assertThat(JsonMaps.readObject(dir("one").resolve("summary.json")))
                .isEqualTo(JsonMaps.readObject(write(dir("expected.json"), one)));
    }

    @Test
    void itsTablesSayWhatItsSummariesSay() throws IOException {
        ComparisonResult result = Tiny.in(dir("a")).compare(COMPARISON);
        List<Map<String, String>> arms = Runs.table(dir("a").resolve("arms.csv"));
        List<Map<String, String>> runs = Runs.table(dir("a").resolve("runs.csv"));
        assertThat(arms).hasSameSizeAs(result.arms()).hasSize(4);
        assertThat(runs).hasSameSizeAs(result.runs());
        for (int i = 0; i < arms.size(); i++) {
            ArmSummary arm = result.arms().get(i);
            ArmFlow end = arm.flowAtEnd().orElseThrow();
            assertThat(arms.get(i))
                    .containsEntry("cell", arm.first().cell())
                    .containsEntry("clipping", arm.first().clipping())
                    .containsEntry("mean", Double.toString(arm.mean()))
                    .containsEntry("success", Double.toString(arm.success()))
                    .containsEntry("end.rate", Double.toString(end.rate()))
                    .containsEntry("end.halfLife", Double.toString(end.halfLife()))
                    .containsEntry("end.verdicts", end.counted());
        }
        for (int i = 0; i < runs.size(); i++) {
            RunSummary run = result.runs().get(i);
            FlowSummary.Moment start = Objects.requireNonNull(run.flow().start());
            FlowSummary.Layer layer = Objects.requireNonNull(start.layers().get("rnn0"));
            assertThat(runs.get(i))
                    .containsEntry("cell", run.cell())
                    .containsEntry("seed", Long.toString(run.seed()))
                    .containsEntry("value", Double.toString(run.value()))
                    .containsEntry("test.accuracy", Double.toString(run.value()))
                    .containsEntry("success", String.valueOf(run.figures().get("success")))
                    .containsEntry("start.update", "0")
                    .containsEntry("start.rate", Double.toString(layer.rate()))
                    .containsEntry("start.verdict", layer.verdict())
                    .containsEntry("end.update", "4");
        }
    }

    private static Path write(Path file, ComparisonResult result) {
        AtomicFiles.write(file, Json.pretty(result));
        return file;
    }

    private static String withoutTimes(ComparisonResult result) {
        return Json.pretty(result).replaceAll("\"\\w*[sS]econds\" : [-0-9.E]+", "");
    }

    @Test
    void armsOfTheSameSeedStartFromTheSameWeightsAndData() throws IOException {
        Tiny.in(dir("a")).compare(COMPARISON);
        for (String cell : List.of("simple-rnn", "lstm")) {
            Path arms = dir("a").resolve("temporal-order").resolve(cell);
            List<String> first = new ArrayList<>();
            for (String arm : List.of("none/seed-1", "global-norm/seed-1", "none/seed-2")) {
                first.add(Files.readAllLines(arms.resolve(arm).resolve("gradients.jsonl"))
                        .get(0)
                        .replaceAll(",\"clipped\".*", "")
                        // Named where the gradient was clipped.
                        .replaceAll(",\"examples\":\\{[^}]*}", ""));
            }
            assertThat(first.get(1)).isEqualTo(first.get(0));
            assertThat(first.get(2)).isNotEqualTo(first.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyArmSeesTheSameSequencesInTheSameOrder(long seed) {
        Map<String, List<Integer>> seen = new HashMap<>();
        for (Trial trial : Tiny.comparison(seed, seed + 10).trials()) {
            Sequences sequences = new Sequences(SequenceData.Objective.CLASSIFY_SEQUENCE, 30, 1);
            String name = String.valueOf(trial.job().name());
            RunIdentity identity = RunIdentity.of(trial, sequences.data());
            try (RunDirectory directory = RunDirectory.open(dir(name), identity, false, Clock.systemUTC())) {
                new TrainingRun(trial, sequences.data(), directory, RunProgress.NONE, new Cancellation(), 1).execute();
            }
            seen.put(trial.cell() + trial.clipping() + trial.seed(), sequences.asked());
        }
        assertThat(seen.get("simple-rnnnone" + seed)).hasSizeGreaterThan(20);
        for (String arm : List.of("simple-rnnglobal-norm", "lstmnone", "lstmglobal-norm")) {
            for (long each : new long[] {seed, seed + 10}) {
                assertThat(seen.get(arm + each)).isEqualTo(seen.get("simple-rnnnone" + each));
            }
        }
        assertThat(seen.get("lstmnone" + seed)).isNotEqualTo(seen.get("lstmnone" + (seed + 10)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void goesOnWhereItStopped(int jobs) throws IOException {
        Tiny.in(dir("whole")).compare(COMPARISON);
        ComparisonResult stopped =
                Tiny.in(dir("a")).jobs(jobs).stopping(RUNS.get(3), 2).compare(COMPARISON);
        assertThat(stopped.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(stopped.runs().size()).isBetween(2, 7);
        assertThat(stopped.reason()).isEqualTo(stopped.runs().size() + " of 8 runs are over");
        assertThat(Runs.status(dir("a"))).isEqualTo("interrupted");
        assertThat(Runs.status(dir("a").resolve(RUNS.get(3)))).isEqualTo("interrupted");
        assertThat(JsonMaps.readObject(dir("a").resolve("summary.json")))
                .isEqualTo(JsonMaps.readObject(write(dir("expected.json"), stopped)));
        assertThat(Runs.table(dir("a").resolve("runs.csv"))).hasSameSizeAs(stopped.runs());
        Map<String, FileTime> before = writtenAt(dir("a"));
        before.keySet().removeIf(run -> !Runs.status(dir("a").resolve(run)).equals("finished"));
        assertThat(before).hasSameSizeAs(stopped.runs());

        ComparisonResult whole = Tiny.in(dir("a")).jobs(jobs).compare(COMPARISON);
        assertThat(whole.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(writtenAt(dir("a"))).containsAllEntriesOf(before).hasSize(8);
        assertThat(Runs.table(dir("a").resolve("runs.csv"))).hasSize(8);
        for (String run : RUNS) {
            Runs.assertSameRuns(dir("whole").resolve(run), dir("a").resolve(run));
        }
    }

    @Test
    void aFinishedComparisonIsReplacedOnlyByForce() throws IOException {
        ComparisonConfig small = Tiny.comparison(1L);
        Tiny.in(dir("a")).compare(small);
        Path model =
                dir("a").resolve(String.valueOf(small.jobs().get(0).name())).resolve("checkpoint/model.zip");
        Files.setLastModifiedTime(model, FileTime.fromMillis(0));
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).compare(small))
                .withMessageContaining("--force");
        assertThat(Files.getLastModifiedTime(model)).isEqualTo(FileTime.fromMillis(0));
        Tiny.in(dir("a")).forced().compare(small);
        assertThat(Files.getLastModifiedTime(model)).isNotEqualTo(FileTime.fromMillis(0));
    }

    @Test
    void anotherConfigurationNeverReplacesRunsThatAreOverUnlessForced() throws IOException {
        Tiny.in(dir("a")).stopping(RUNS.get(2), 2).compare(COMPARISON);
        assertThat(dir("a").resolve(RUNS.get(1))).exists();
        ComparisonConfig other = Tiny.comparison(1L);
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).compare(other))
                .withMessageContaining("runs of another configuration");
        assertThat(dir("a").resolve(RUNS.get(1))).exists();
        assertThat(Tiny.in(dir("a")).forced().compare(other).runs()).hasSize(4);
        assertThat(dir("a").resolve(RUNS.get(1))).as("of seed 2").doesNotExist();
        assertThat(Tiny.in(dir("a")).compare(COMPARISON).runs()).as("extended").hasSize(8);
    }

    @Test
    void otherDataOfTheSameNameIsNotMixedIn() throws IOException {
        Path text = Files.writeString(dir("text.txt"), "abcdefgh".repeat(20));
        ComparisonConfig texts = new ComparisonConfig(
                COMPARISON.settings(),
                List.of(new TaskConfig(null, new TextConfig(text.toString(), null, 4, 0.1, 0.1), Tiny.training())),
                List.of(Tiny.RNN),
                List.of(new ClippingSettings(new NoClipping())),
                List.of(new RegularizerConfig.None()),
                List.of(1L, 2L, 3L));
        Tiny.in(dir("a")).stopping("text/simple-rnn/none/seed-3", 1).compare(texts);
        Path model = dir("a").resolve("text/simple-rnn/none/seed-1/checkpoint/model.zip");
        Files.setLastModifiedTime(model, FileTime.fromMillis(0));
        Tiny.in(dir("a")).stopping("text/simple-rnn/none/seed-3", 1).compare(texts);
        assertThat(Files.getLastModifiedTime(model)).isEqualTo(FileTime.fromMillis(0));
        Files.writeString(text, "hgfedcba".repeat(20));
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).compare(texts))
                .withMessageContaining("runs on other data");
        Tiny.in(dir("a")).forced().compare(texts);
        assertThat(Files.getLastModifiedTime(model)).isNotEqualTo(FileTime.fromMillis(0));
    }

    @Test
    void aRunThatBreaksStopsTheOthersInGoodOrder() {
        RunProgress failing = new RunProgress() {
            @Override
            public void advanced(String job, long done, double loss) {
                if (job.equals(RUNS.get(1))) {
                    throw new IllegalStateException("no luck");
                }
            }
        };
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).jobs(2).progress(failing).compare(COMPARISON))
                .withMessage("no luck");
        assertThat(JsonMaps.readObject(dir("a").resolve("status.json")))
                .containsEntry("status", "failed")
                .containsEntry("reason", "java.lang.IllegalStateException: no luck");
        assertThat(Runs.status(dir("a").resolve(RUNS.get(1)))).isEqualTo("failed");
        assertThat(RUNS.stream().map(dir("a")::resolve).filter(Files::exists).map(Runs::status))
                .as("no run is still going on")
                .doesNotContain("running");
        assertThat(Tiny.in(dir("a")).compare(COMPARISON).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void anInterruptOfTheCallerWaitsForTheRuns() {
        RunProgress interrupting = new RunProgress() {
            private final Thread caller = Thread.currentThread();

            @Override
            public void advanced(String job, long done, double loss) {
                caller.interrupt();
            }
        };
        ComparisonResult result = Tiny.in(dir("a")).progress(interrupting).compare(COMPARISON);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(Runs.status(dir("a"))).isEqualTo("interrupted");
        assertThat(Runs.status(dir("a").resolve(RUNS.get(0)))).isEqualTo("interrupted");
    }

    @Test
    void twoTasksOfOneTypeAreBothDescribed() {
        List<TaskConfig> tasks = List.of(
                new TaskConfig(null, Tiny.ORDER, Tiny.training()),
                new TaskConfig(null, new TemporalOrderConfig(20, 2, 10, 20), Tiny.training()));
        ComparisonConfig both = new ComparisonConfig(
                COMPARISON.settings(),
                tasks,
                List.of(Tiny.RNN),
                COMPARISON.clipping(),
                COMPARISON.regularizer(),
                List.of(1L));
        ComparisonResult result = Tiny.in(dir("a")).compare(both);
        assertThat(result.arms()).hasSize(4);
        Map<String, Object> data = JsonMaps.object(JsonMaps.readObject(dir("a").resolve("environment.json")), "data");
        assertThat(data).containsOnlyKeys("temporal-order-length-10", "temporal-order-length-20");
    }
}
