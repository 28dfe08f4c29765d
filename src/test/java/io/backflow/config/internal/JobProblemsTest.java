// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataConfig;
import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a job is said all at once, each with its place. */
class JobProblemsTest {

    private static final String JOB = """
            task: {type: languages}
            cell: {type: lstm}
            training: {iterations: 1000}
            """;

    @TempDir
    private Path folder;

    @Test
    void reportsAllProblemsOfAJob() throws IOException {
        Path file = Files.writeString(folder.resolve("adding.yaml"), """
                name: Adding Problem
                task: {type: temporal-oder}
                cell:
                  type: ltsm
                  units: 50
                weights: {type: normal, deviation: 0}
                clipping: {type: global-norm, maxNorm: -1.0}
                nonFinite: {action: skp}
                training:
                  updater: {type: adam, learningRate: 1e400, beta1: 1}
                  batchsize: 32
                  bptt: {type: truncated, length: 10, backwardLength: 20}
                evaluation: {every: -1, batchSize: 0}
                seed: 1.5
                """);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigReader(SurfaceConfig.KIND).read(file))
                .withMessage(file
                        + """
                        : 14 problems
                           1:7   name must be a lower-case letter or digit, then up to 99 of these, dots, hyphens and underscores, or several such parts with slashes between, got 'Adding Problem'
                           2:14  task.type must be one of %s, got 'temporal-oder'; did you mean 'temporal-order'?
                           4:9   cell.type must be one of [simple-rnn, lstm, gru], got 'ltsm'; did you mean 'lstm'?
                           6:36  weights.deviation must be a finite number > 0, got 0.0
                           7:40  clipping.maxNorm must be a finite number > 0, got -1.0
                           8:21  nonFinite.action must be one of [fail, skip, zero, shrink], got 'skp'; did you mean 'skip'?
                           9:1   training.iterations or epochs must be given, and not both, got neither
                          10:39  training.updater.learningRate must be a finite number > 0, got Infinity
                          10:53  training.updater.beta1 must be at least 0 and less than 1, got 1.0
                          11:3   unknown key 'batchsize', did you mean 'batchSize'?
                          12:55  training.bptt.backwardLength must be at most length, which is 10, got 20
                          13:21  evaluation.every must be at least 0, got -1
                          13:36  evaluation.batchSize must be between 1 and 1000000, got 0
                          14:7   seed must be a whole number, got 1.5
                        """.replace("%s", Choices.of(DataConfig.class).names().toString())
                                .stripTrailing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training: {batchSize: 1}            | 3:1 training.iterations or epochs must be given, and not both, got neither",
                "training: {iterations: 1, epochs: 1} | 3:24 training.iterations or epochs must be given, and not both, got both",
                "training: {epochs: 0}               | 3:20 training.epochs must be at least 1, got 0",
                "training: {iterations: 0}           | 3:24 training.iterations must be at least 1, got 0",
                "training:                           | 3:10 training must be a mapping, got nothing",
                "trainings: {epochs: 1}              | 3:1 unknown key 'trainings', did you mean 'training'?",
            })
    void refusesTraining(String line, String problem) {
        assertThat(Yaml.problems(JobConfig.class, "task: languages\ncell: lstm\n" + line))
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cell: {type: lstm, units: 0}          | 2:27 cell.units must be between 1 and 16384, got 0",
                "cell: {type: lstm, units: 16385}      | 2:27 cell.units must be between 1 and 16384, got 16385",
                "cell: {type: simple-rnn, layers: 17}  | 2:34 cell.layers must be between 1 and 16, got 17",
                "cell: {type: lstm, forgetBias: .inf}  | 2:32 cell.forgetBias must be a finite number, got Infinity",
                "cell: {type: simple-rnn, forgetBias: 1} | 2:26 unknown key 'forgetBias'; the keys here are [type, name, units, layers, activation, inputWeights, recurrentWeights]",
                "cell: {type: lstm, activation: tahn}  | 2:32 cell.activation must be one of [tanh, relu, sigmoid, identity, hard-tanh], got 'tahn'; did you mean 'tanh'?",
            })
    void refusesCells(String line, String problem) {
        assertThat(Yaml.problems(JobConfig.class, "task: languages\n" + line + "\ntraining: {epochs: 1}"))
                .containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource({"../escape", "/root", "a/../b", "Name", "a//b", "a/", "'a b'", "-a", "a\\b", "a:b"})
    void refusesNamesThatMayLeaveTheirFolder(String name) {
        assertThat(Yaml.problems(JobConfig.class, "name: '" + name + "'\n" + JOB))
                .singleElement()
                .asString()
                .startsWith("1:7 name must be a lower-case letter or digit, then up to 99 of these");
    }
}
