// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.EvaluationConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.fair.EqualParameters;
import io.backflow.setting.InvalidSettingException;
import io.backflow.store.internal.RunStatus;
import io.backflow.yaml.internal.ConfigWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class FairComparisonTest {

    private static final String TASK = "{type: temporal-order, length: 10, validationSequences: 8, testSequences: 10}";

    @TempDir
    private Path folder;

    private Path dir(String name) {
        return folder.resolve(name);
    }

    private JobConfig job(String evaluation, String training) throws IOException {
        return new ConfigReader()
                .readJob(Files.writeString(dir("tiny.yaml"), """
                task: %s
                cell: {type: lstm, units: 4}
                training: {batchSize: 4, iterations: 12, %s}
                evaluation: {every: 2, %s}
                checkpoint: {every: 0}
                """.formatted(TASK, training, evaluation)));
    }

    private ComparisonConfig comparison(String more) throws IOException {
        return new ConfigReader().readComparison(Files.writeString(dir("all.yaml"), """
                tasks: [{data: %s, training: {batchSize: 4, iterations: 2}}]
                cells: [{type: lstm, units: 20, layers: 2}, {type: simple-rnn}, {type: gru, units: 300}]
                seeds: [1, 2]
                %s
                """.formatted(TASK, more)));
    }

    private SequenceData open(Trial trial) {
        return trial.job().task().open(Tiny.in(folder).environment());
    }

    /** The nearest network, by the count of networks that are built for it, with one unit more and one less. */
    @Test
    void solvesTheUnitsThatMakeNetworksAlikeInSize() throws IOException {
        EqualParameters equal =
                new EqualParameters(comparison("match: parameters").trials(), this::open);
        assertThat(equal.solved()).hasSize(3);
        long wanted = equal.solved().get(0).parameters();
        for (EqualParameters.Solved solved : equal.solved()) {
            JobConfig job = equal.trials().stream()
                    .filter(trial -> trial.cell().equals(solved.cell()))
                    .findFirst()
                    .orElseThrow()
                    .job();
            assertThat(job.cell().units()).isEqualTo(solved.units());
            MultiLayerNetwork network =
                    NetworkBuilder.build(job, open(equal.trials().get(0)));
            assertThat(network.numParams()).isEqualTo(solved.parameters());
            assertThat(solved.wanted()).isEqualTo(wanted);
            assertThat(solved.parameters() / (double) wanted).isCloseTo(1, within(.05));
        }
        assertThat(equal.solved().get(0).units()).isEqualTo(20);
        assertThat(equal.solved().get(0))
                .hasToString("temporal-order/lstm: 20 units, " + wanted + " parameters of " + wanted);
    }

    @Test
    void runsWithTheUnitsThatWereSolvedAndSaysWhich() throws IOException {
        List<String> said = new ArrayList<>();
        RunProgress progress = new RunProgress() {
            @Override
            public void solved(String what) {
                said.add(what);
            }
        };
        List<RunSummary> runs = Tiny.in(dir("out"))
                .progress(progress)
                .compare(comparison("match: parameters"))
                .runs();
        assertThat(said).hasSize(3);
        assertThat(runs)
                .hasSize(6)
                .allSatisfy(run -> assertThat(said)
                        .anyMatch(line ->
                                line.contains(run.cell() + ": ") && line.contains(run.parameters() + " parameters")));
        assertThat(Files.readString(dir("out/temporal-order/gru/none/seed-1/config.yaml")))
                .doesNotContain("units: 300");
    }

    @Test
    void writesNothingForWhatIsAbsent() throws IOException {
        assertThat(ConfigWriter.write(comparison("")))
                .doesNotContain("match", "keep", "patience", "schedule", "variant");
    }

    /** One order of data and one draw of weights for each seed, whatever the arm; another for another seed. */
    @Test
    void armsAreGivenTheSameDataBySeed() throws IOException {
        Map<Long, List<INDArray>> bySeed =
                comparison("clipping: [none, {type: value, threshold: 1.0}]").trials().stream()
                        .collect(Collectors.groupingBy(
                                Trial::seed, Collectors.mapping(this::firstBatches, Collectors.toList())));
        assertThat(bySeed).hasSize(2);
        bySeed.values().forEach(batches -> {
            assertThat(batches).hasSize(6);
            assertThat(batches).allMatch(batch -> batch.equals(batches.get(0)));
        });
        assertThat(Objects.requireNonNull(bySeed.get(1L)).get(0))
                .isNotEqualTo(Objects.requireNonNull(bySeed.get(2L)).get(0));
    }

    private INDArray firstBatches(Trial trial) {
        SequenceData.SeekableIterator training = open(trial)
                .training(
                        trial.job().training().batchSize(),
                        trial.seed(),
                        trial.job().training().batching());
        return Nd4j.concat(0, training.next().getFeatures(), training.next().getFeatures());
    }

    /** No value of a validation is lower than minus infinity, so that the first stays the best. */
    @Test
    void stopsWhenNothingGetsBetter() throws IOException {
        RunSummary run = Tiny.in(dir("out")).train(job("patience: 2, minDelta: 1000", "updater: {type: adam}"));
        assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.updates()).isEqualTo(6);
        assertThat(run.reason())
                .isEqualTo("stopped early: 2 evaluations in a row were no better than that of update 2");
        assertThat(run.figures()).doesNotContainKey("bestUpdate");
    }

    /** A rate at which the loss soon rises, so that the last parameters are not the best. */
    @ParameterizedTest
    @ValueSource(strings = {"loss", "metric"})
    void testsTheBestParameters(String monitor) throws IOException {
        JobConfig job = job("keep: best, monitor: " + monitor, "updater: {type: sgd, learningRate: 30.0}");
        RunSummary run = Tiny.in(dir(monitor)).train(job);
        long best = Objects.requireNonNull(run.figures().get("bestUpdate")).longValue();
        assertThat(best).isBetween(2L, 10L);
        JobConfig upToThere = new ConfigReader()
                .readJob(Files.writeString(
                        dir("short.yaml"),
                        Files.readString(dir("tiny.yaml"))
                                .replace("iterations: 12", "iterations: " + best)
                                .replace(", keep: best, monitor: " + monitor, "")));
        RunSummary shorter = Tiny.in(dir("short-" + monitor)).train(upToThere);
        assertThat(run.figures().get("loss")).isEqualTo(shorter.figures().get("loss"));
        MultiLayerNetwork saved = ModelSerializer.restoreMultiLayerNetwork(
                dir(monitor).resolve("best-model.zip").toFile());
        MultiLayerNetwork last = ModelSerializer.restoreMultiLayerNetwork(
                dir("short-" + monitor).resolve("checkpoint/model.zip").toFile());
        assertThat(saved.params()).isEqualTo(last.params());
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "4, 5", "6, 11"})
    void goesOnExactly(int first, int second) throws IOException {
        JobConfig job = job(
                "keep: best, patience: 5",
                "updater: {type: momentum, learningRate: 5.0}, schedule: {type: exponential, factor: 0.8}");
        Tiny.in(dir("whole")).train(job);
        Tiny.in(dir("parts")).stopping("tiny", first).train(job);
        Tiny.in(dir("parts")).stopping("tiny", second).train(job);
        Tiny.in(dir("parts")).train(job);
        Runs.assertSameRuns(dir("whole"), dir("parts"));
    }

    /** Plain descent, whose step is the rate: what is left of it at each update, by hand. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {type: exponential, factor: 0.5}       | 0.5
            {type: step, factor: 0.1, every: 1}    | 0.1
            {type: step, factor: 0.1, every: 2}    | 1
            {type: inverse, gamma: 3, power: 2}    | 0.0625
            """)
    void theLearningRateFollowsItsSchedule(String schedule, double share) throws IOException {
        JobConfig job = job("batchSize: 10", "updater: {type: sgd, learningRate: 0.5}, schedule: " + schedule);
        assertThat(job.training().newUpdater().getLearningRate(0, 0)).isCloseTo(.5, within(1e-12));
        assertThat(job.training().newUpdater().getLearningRate(1, 0)).isCloseTo(.5 * share, within(1e-12));
        MultiLayerNetwork network =
                NetworkBuilder.build(job, job.task().open(Tiny.in(folder).environment()));
        network.setIterationCount(1);
        assertThat(network.getLearningRate(1)).isCloseTo(.5 * share, within(1e-12));
    }

    /** A loss below 10 is reached by the first evaluation, one below 0 by none. */
    @Test
    void stopsAtTheTarget() throws IOException {
        RunSummary run = Tiny.in(dir("out")).train(job("target: 10.0", ""));
        assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.updates()).isEqualTo(2);
        assertThat(run.reason()).startsWith("reached the target: ").endsWith(" after update 2 is as good as 10.0");
        assertThat(run.figures()).containsEntry("target", 10.0).containsEntry("updatesToTarget", 2.0);
        RunSummary never = Tiny.in(dir("never")).train(job("target: -1.0", ""));
        assertThat(never.updates()).isEqualTo(12);
        assertThat(never.figures()).containsEntry("target", -1.0).doesNotContainKey("updatesToTarget");
    }

    /** A metric of which more is better is reached from below. */
    @Test
    void stopsAtTheTargetOfTheMetric() throws IOException {
        assertThat(Tiny.in(dir("out"))
                        .train(job("monitor: metric, target: 0.0", ""))
                        .updates())
                .isEqualTo(2);
        assertThat(Tiny.in(dir("never"))
                        .train(job("monitor: metric, target: 1.1", ""))
                        .updates())
                .isEqualTo(12);
    }

    @Test
    void warmsUp() throws IOException {
        JobConfig job =
                job("batchSize: 10", "updater: {type: sgd, learningRate: 0.5}, schedule: {type: warm-up, steps: 4}");
        assertThat(List.of(0, 1, 2, 3, 4, 9))
                .extracting(update -> job.training().newUpdater().getLearningRate(update, 0))
                .containsExactly(.125, .25, .375, .5, .5, .5);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new EvaluationConfig(0, 7, null, 0, null, null, null))
                .withMessage("patience must be at least 1, got 0; "
                        + "every must be at least 1 where patience, target or keep: best is given, got 0");
    }

    private static final String SEARCH = "search: {learningRates: [1.0e-9, 0.5, 1.0e+30]}";

    /** Every arm has the same trials; the one that is best in validation is what its runs train with. */
    @Test
    void choosesTheLearningRateOfEachArmByValidation() throws IOException {
        List<RunSummary> runs = Tiny.in(dir("out")).compare(comparison(SEARCH)).runs();
        assertThat(runs).hasSize(6);
        JsonNode tried = new ObjectMapper().readTree(dir("out/search.json").toFile());
        assertThat(tried).hasSize(9);
        for (int arm = 0; arm < 9; arm += 3) {
            String cell = tried.get(arm).get("cell").asText();
            double best = Double.NEGATIVE_INFINITY;
            double chosen = 0;
            for (int i = arm; i < arm + 3; i++) {
                double rate = tried.get(i).get("learningRate").asDouble();
                Path run = dir("out/search/temporal-order/" + cell + "/none/learning-rate-"
                        + Double.toString(rate).toLowerCase(Locale.ROOT) + "/seed-1");
                List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
                assertThat(metrics).noneMatch(line -> line.contains("\"test\""));
                JsonNode summary =
                        new ObjectMapper().readTree(run.resolve("summary.json").toFile());
                if (summary.get("status").asText().equals("finished")) {
                    best = Math.max(best, summary.get("figures").get("accuracy").asDouble());
                }
                chosen = tried.get(i).get("chosen").asBoolean()
                        ? tried.get(i).get("value").asDouble()
                        : chosen;
                if (tried.get(i).get("chosen").asBoolean()) {
                    String config = Files.readString(dir("out/temporal-order/" + cell + "/none/seed-2/config.yaml"));
                    assertThat(new ConfigReader()
                                    .readJob(Files.writeString(dir("chosen.yaml"), config))
                                    .training()
                                    .updater()
                                    .learningRate())
                            .isEqualTo(rate);
                }
            }
            assertThat(chosen).isEqualTo(best);
        }
    }

    /** Two settings together, drawn from a range and a list: the same points for each arm, and what was best is run. */
    @Test
    void choosesSeveralSettingsOfEachArm() throws IOException {
        Tiny.in(dir("out")).compare(comparison("""
                search:
                  trials: 3
                  keys:
                    - {key: units, values: [2, 3, 5]}
                    - {key: training.updater.learningRate, from: 0.001, to: 1, scale: log}
                """));
        JsonNode tried = new ObjectMapper().readTree(dir("out/search.json").toFile());
        assertThat(tried).hasSize(9);
        for (int i = 0; i < 9; i++) {
            JsonNode settings = tried.get(i).get("settings");
            assertThat(settings).isEqualTo(tried.get(i % 3).get("settings"));
            String cell = tried.get(i).get("cell").asText();
            JobConfig trial = readJob("out/search/temporal-order/" + cell + "/none/units-"
                    + settings.get("cell.units").asText() + "-learning-rate-"
                    + settings.get("training.updater.learningRate").asText() + "/seed-1");
            JobConfig run = readJob("out/temporal-order/" + cell + "/none/seed-2");
            assertThat(run.cell().equals(trial.cell()) && run.training().equals(trial.training()))
                    .isEqualTo(tried.get(i).get("chosen").asBoolean());
        }
    }

    private JobConfig readJob(String run) throws IOException {
        return new ConfigReader()
                .readJob(Files.writeString(dir("run.yaml"), Files.readString(dir(run + "/config.yaml"))));
    }

    @Test
    void aSearchGoesOnExactly() throws IOException {
        ComparisonConfig comparison = comparison(SEARCH);
        Tiny.in(dir("whole")).compare(comparison);
        Tiny.in(dir("parts"))
                .stopping("search/temporal-order/simple-rnn/none/learning-rate-0.5/seed-1", 1)
                .compare(comparison);
        assertThat(dir("parts/search.json")).doesNotExist();
        Tiny.in(dir("parts")).stopping("temporal-order/gru/none/seed-1", 1).compare(comparison);
        Tiny.in(dir("parts")).compare(comparison);
        assertThat(dir("parts/search.json")).hasSameTextualContentAs(dir("whole/search.json"));
        for (String run : List.of("lstm/none/seed-1", "gru/none/seed-1", "simple-rnn/none/seed-2")) {
            Runs.assertSameRuns(dir("whole/temporal-order/" + run), dir("parts/temporal-order/" + run));
        }
    }
}
