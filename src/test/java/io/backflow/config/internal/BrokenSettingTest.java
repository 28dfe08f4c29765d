// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.ConfigSource;
import io.backflow.yaml.internal.Problem;
import io.backflow.yaml.internal.SettingPaths;
import io.backflow.yaml.internal.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that is no value of its type hides no other problem, and makes none. */
class BrokenSettingTest {

    @Test
    void hidesNoOtherProblem() {
        assertThat(Yaml.problems(JobConfig.class, """
                        name: A B
                        task: {type: temporal-order, symbols: 4}
                        cell: {type: ltsm}
                        clipping: {type: global-norm, maxNorm: -1, through-time: {threshold: 0}}
                        training: {iterations: many, batchSize: 0, accumulate: 0}
                        evaluation: {every: often, batchSize: 0}
                        threads: 5000
                        """))
                .containsExactly(
                        "1:7 name must be a lower-case letter or digit, then up to 99 of these, dots, hyphens and"
                                + " underscores, or several such parts with slashes between, got 'A B'",
                        "2:1 task.length is missing",
                        "2:39 task.symbols must be between 2 and 3, got 4",
                        "3:14 cell.type must be one of [simple-rnn, lstm, gru], got 'ltsm'; did you mean 'lstm'?",
                        "4:40 clipping.maxNorm must be a finite number > 0, got -1.0",
                        "4:70 clipping.through-time.threshold must be a finite number > 0, got 0.0",
                        "5:24 training.iterations must be a whole number, got 'many'",
                        "5:41 training.batchSize must be between 1 and 1000000, got 0",
                        "5:56 training.accumulate must be between 1 and 1000000, got 0",
                        "6:21 evaluation.every must be a whole number, got 'often'",
                        "6:39 evaluation.batchSize must be between 1 and 1000000, got 0",
                        "7:10 threads must be between 1 and 1024, got 5000");
    }

    /** Rules that depend on what is broken are no problems yet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evaluation={every: 5, patience: many, minDelta: 0.5}",
                "evaluation={every: 5, keep: worst, monitor: loss}",
                "training={iterations: many}",
                "training={iterations: 1, bptt: {type: truncated, length: many, backwardLength: 9}}",
                "training={iterations: 1, bptt: cut, accumulate: 2}",
                "task=txt; training={iterations: 1, stateful: true}",
                "task=txt; training={epochs: 1, bptt: {type: truncated, length: 5}}",
                "cell=rnn; regularizer={type: vanishing-gradient}",
                "layers=ours; flow={every: 1}",
                "evaluation={every: 5, target: high, minDelta: 0.5}",
            })
    void makesNoOtherProblem(String changes) {
        String job = "task: {type: temporal-order, length: 50}\ncell: lstm\ntraining: {iterations: 1}";
        assertThat(problems(job, changes.split("; "))).as(changes).hasSize(1);
    }

    @Test
    void oneIsOneProblem() throws IOException {
        String text = Files.readString(Path.of("configs/reference.yaml"));
        Set<String> paths = SettingPaths.of(Yaml.bind(JobConfig.class, text)).keySet();
        assertThat(paths).hasSizeGreaterThan(50);
        for (String path : paths) {
            if (path.equals("training.epochs")) {
                continue; // however they are given, they stand beside iterations
            }
            // A patience that is none is one, which asks for evaluations.
            String beside = "evaluation." + (path.equals("evaluation.every") ? "batchSize" : "every") + "=10";
            assertThat(problems(text, beside, path + "=[]"))
                    .as(path)
                    .singleElement()
                    .asString()
                    .contains(path + " ");
        }
    }

    private static List<String> problems(String yaml, String... changes) {
        YamlDocument changed =
                YamlDocument.of(ConfigSource.of("test.yaml", yaml)).with("--set", List.of(changes));
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> changed.bind(JobConfig.class, new Migration()));
        return failure.problems().stream().map(Problem::message).toList();
    }
}
