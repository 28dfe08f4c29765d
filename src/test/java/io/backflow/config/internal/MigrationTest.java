// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingConfig;
import io.backflow.config.internal.Migration.ForeignName;
import io.backflow.yaml.internal.Choices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people from other libraries write, and what they are told. */
class MigrationTest {

    private static final String JOB = """
            task: {type: temporal-order, length: 10}
            cell: lstm
            training: {iterations: 1}
            """;

    static List<ForeignName> names() {
        return Migration.NAMES;
    }

    /** As it would stand in the job of somebody who did not know better. */
    private static String asKey(ForeignName name, String threshold) {
        String selector = name.selector() == null ? "" : name.selector() + ": " + name.selected() + "\n";
        return name.number().equals(name.selector()) ? selector : selector + name.number() + ": " + threshold + "\n";
    }

    private static String differs(ForeignName name) {
        return name.note().isEmpty() ? "" : " (" + name.note() + ")";
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsToBeWrittenBinds(ForeignName name) {
        assertThat(Yaml.bind(JobConfig.class, JOB + name.yaml(null))).isNotNull();
        assertThat(Yaml.bind(JobConfig.class, JOB + name.yaml("3"))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aForeignKeyIsToldWhatToWrite(ForeignName name) {
        assertThat(Yaml.problems(JobConfig.class, JOB + asKey(name, "3")))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem)
                        .contains("unknown key", name.library() + "'s " + name.name())
                        .endsWith("is written here as " + name.yaml("3") + differs(name)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aForeignTypeIsToldWhatToWrite(ForeignName name) {
        ForeignName first = names().stream()
                .filter(each -> each.name().equals(name.name()))
                .findFirst()
                .orElseThrow();
        for (String yaml : List.of("clipping: " + name.name(), "clipping: {type: torch.nn." + name.name() + "}")) {
            assertThat(Yaml.problems(JobConfig.class, JOB + yaml))
                    .singleElement()
                    .asString()
                    .contains("must be one of [none, value, global-norm")
                    .endsWith("'s " + name.name() + " is written here as " + first.yaml(null) + differs(first));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gradient_clip_val: 0.5 | 4:1 unknown key 'gradient_clip_val'; Lightning's gradient_clip_val is written here as clipping: {type: global-norm, maxNorm: 0.5} (by norm if no algorithm is named)",
                "clipnorm: 1 | 4:1 unknown key 'clipnorm'; Keras's clipnorm is written here as clipping: {type: parameter-norm, maxNorm: 1} (of each variable by itself; most who use it want global_clipnorm)",
                "gradientNormalization: ClipL2PerLayer | 4:1 unknown key 'gradientNormalization'; Deeplearning4j's ClipL2PerLayer is written here as clipping: {type: layer-norm, maxNorm: 1.0} (the same; one setting for all layers, where Deeplearning4j has one a layer)",
                "clip_grad_norm_: {max_norm: 2, norm_type: 2} | 4:1 unknown key 'clip_grad_norm_'; PyTorch's clip_grad_norm_ is written here as clipping: {type: global-norm, maxNorm: 2} (norm_type=inf is normType: max; there the norm counts as 1e-6 more than it is)",
                "clipping: {type: adaptive_grad_clip, clipping: 0.02, eps: 0.5} | 4:18 clipping.type must be one of %s, got 'adaptive_grad_clip'; Optax's adaptive_grad_clip is written here as clipping: {type: agc, lambda: 0.02} (a unit is a column of DL4J's matrices, and of a recurrent layer a column of each gate)",
                "clipping: {type: clipByGlobalNorm, max_norm: 2} | 4:18 clipping.type must be one of %s, got 'clipByGlobalNorm'; Optax's clip_by_global_norm is written here as clipping: {type: global-norm, maxNorm: 2}",
                "clipping: {type: global-norm, max_norm: 2} | 4:31 unknown key 'max_norm', did you mean 'maxNorm'?"
            })
    void theWholeMessage(String yaml, String problem) {
        String names = Choices.of(ClippingConfig.class).names().toString();
        assertThat(Yaml.problems(JobConfig.class, JOB + yaml)).containsExactly(problem.replace("%s", names));
    }

    @Test
    void alsoWithinOtherMappings() {
        assertThat(Yaml.problems(JobConfig.class, JOB + "clipping: {clipvalue: 0.1}"))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("clipping: {type: value, threshold: 0.1}"));
        assertThat(Yaml.problems(JobConfig.class, JOB.replace("iterations: 1", "iterations: 1, clipnorm: 2")))
                .singleElement()
                .asString()
                .contains("clipping: {type: parameter-norm, maxNorm: 2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell: clipnorm", "weights: clip"})
    void onlyAClippingIsTakenForOne(String yaml) {
        assertThat(Yaml.problems(JobConfig.class, JOB.replace("cell: lstm\n", "") + "cell: lstmm\n" + yaml))
                .noneMatch(problem -> problem.contains("is written here as"));
    }

    @Test
    void theDocumentationHasEveryRow() throws IOException {
        String table = "| library | there | here | what differs |\n|---|---|---|---|\n";
        for (ForeignName name : names()) {
            String there = "`" + name.name() + "`"
                    + (name.selector() == null || name.selector().equals(name.key())
                            ? ""
                            : " with `" + name.selector() + ": " + name.selected() + "`");
            table += "| " + name.library() + " | " + there + " | `" + name.yaml(null) + "` | " + name.note() + " |\n";
        }
        assertThat(Path.of("docs/migration.md")).content().contains(table);
        assertThat(Files.readString(Path.of("docs/migration.md"))).contains("DL4J", "minibatch");
    }
}
