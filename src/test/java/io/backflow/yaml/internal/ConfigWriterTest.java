// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.clipping.ClippingConfig;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.Yaml;
import io.backflow.yaml.internal.Fixture.Circle;
import io.backflow.yaml.internal.Fixture.Colour;
import io.backflow.yaml.internal.Fixture.Decimal;
import io.backflow.yaml.internal.Fixture.Everything;
import io.backflow.yaml.internal.Fixture.Nothing;
import io.backflow.yaml.internal.Fixture.Point;
import io.backflow.yaml.internal.Fixture.Shapes;
import io.backflow.yaml.internal.Fixture.Square;
import io.backflow.yaml.internal.Fixture.Text;
import io.backflow.yaml.internal.Fixture.Triangle;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigWriterTest {

    private static final int TRIES = 300;

    @Test
    void fillsInEveryDefaultAndPutsTypesFirst() {
        JobConfig job = Yaml.bind(JobConfig.class, """
                seed: 2
                training: {epochs: 3, bptt: {length: 9, type: truncated}}
                cell: lstm
                task: {type: text, dataset: tinyshakespeare, sequenceLength: 200}
                """);
        String yaml = ConfigWriter.write(job);
        assertThat(yaml)
                .startsWith("name: run\ntask:\n  type: text\n")
                .contains("""
                        cell:
                          type: lstm
                          units: 50
                          layers: 1
                          activation: tanh
                          forgetBias: 1.0
                        weights:
                          type: xavier
                        layers: backflow
                        """)
                .endsWith("""
                        training:
                          updater:
                            type: adam
                            learningRate: 0.001
                            beta1: 0.9
                            beta2: 0.999
                            epsilon: 1.0E-8
                          batchSize: 32
                          epochs: 3
                          bptt:
                            type: truncated
                            length: 9
                            backwardLength: 9
                          batching: by-length
                        evaluation:
                          every: 0
                          batchSize: 100
                        recording:
                          every: 10
                          scale: mean
                        checkpoint:
                          every: 500
                        seed: 2
                        """);
        assertThat(Yaml.bind(JobConfig.class, yaml)).isEqualTo(job);
        assertThat(ConfigWriter.write(Yaml.bind(JobConfig.class, yaml))).isEqualTo(yaml);
    }

    @Test
    void writesListsOfRecordsAndOfScalars() {
        ComparisonConfig comparison = Yaml.bind(ComparisonConfig.class, """
                tasks: [{data: languages, training: {epochs: 1}}]
                cells: [simple-rnn, {type: lstm, forgetBias: 0}]
                clipping: [none, {type: global-norm, maxNorm: 2}]
                seeds: [3, 1]
                """);
        String yaml = ConfigWriter.write(comparison);
        assertThat(yaml).contains("""
                        cells:
                          - type: simple-rnn
                            units: 50
                            layers: 1
                            activation: tanh
                          - type: lstm
                            units: 50
                            layers: 1
                            activation: tanh
                            forgetBias: 0.0
                        """, "\nseeds: [3, 1]\n");
        assertThat(Yaml.bind(ComparisonConfig.class, yaml)).isEqualTo(comparison);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sgd",
                "{type: momentum, momentum: 0}",
                "{type: rmsprop, decay: 0.9}",
                "{type: adam, beta2: 0.99}"
            })
    void readsBackEveryUpdater(String updater) {
        assertReadsBack(TrainingConfig.class, "{epochs: 1, updater: " + updater + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weights: {type: uniform, bound: 0.1}",
                "weights: {type: normal, deviation: 1e-3}",
                "weights: xavier",
                "name: a/b.c/d-1_2",
                "clipping: {type: global-norm, maxNorm: 1.7976931348623157e308}",
                "nonFinite: {action: zero, maxConsecutive: 1}",
                "nonFinite: {action: shrink, maxTotal: 20, maxNorm: 1e8}",
                "seed: -9223372036854775808",
                "evaluation: {every: 7}",
                "recording: {every: 7}",
                "layers: deeplearning4j"
            })
    void readsBackEverySetting(String setting) {
        assertReadsBack(
                JobConfig.class,
                setting + "\ntask: languages\ncell: {type: simple-rnn, activation: relu}\ntraining: {iterations: 9}");
    }

    static List<String> clippings() {
        return Choices.of(ClippingConfig.class).names().stream()
                .map(type -> type.equals("groups") ? "{type: groups, groups: [{match: '*/RW', maxNorm: 1}]}" : type)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("clippings")
    void readsBackEveryClipping(String type) {
        assertReadsBack(
                JobConfig.class, "{task: languages, cell: lstm, training: {epochs: 1}, clipping: " + type + "}");
    }

    @Test
    void readsBackEveryKindOfComponent() {
        Everything everything = new Everything(
                "text",
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                Double.MIN_VALUE,
                false,
                Colour.DARK_BLUE,
                List.of(),
                new Point(-0.0, 1),
                new Triangle(List.of(new Point(0, 1), new Point(1, 1), new Point(2, 2))),
                null,
                null,
                3L,
                Double.POSITIVE_INFINITY,
                null,
                Colour.RED,
                null,
                new Nothing(),
                List.of(new Circle(1, new Point(1, 1)), new Square(2, Colour.RED)));
        assertThat(Yaml.bind(Everything.class, ConfigWriter.write(everything))).isEqualTo(everything);
        Shapes shapes = new Shapes(List.of(), new Nothing(), 0);
        assertThat(ConfigWriter.write(shapes)).isEqualTo("shapes: []\nmain:\n  type: nothing\ncount: 0\n");
        assertThat(ConfigWriter.write(new Nothing())).isEqualTo("{}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "~",
                "true",
                "no",
                "1.0",
                "1e5",
                ".inf",
                ".5",
                "...",
                "---",
                "- a",
                "a: b",
                "a #b",
                "#a",
                "a ",
                "'",
                "\"",
                "\\",
                "\n",
                "a\nb",
                "\t",
                "\u0007",
                "\u0085",
                "\u2028",
                "\uFEFF",
                "\u00E4",
                "\uD83D\uDE00",
                "[a]",
                "{a}",
                "a,b",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "|",
                ">",
                "?",
                "<<",
                "=",
                "C:\\data\\x.csv",
                "./data/x.csv",
                "~/x"
            })
    void readsBackEveryText(String text) {
        assertThat(Yaml.bind(Text.class, ConfigWriter.write(new Text(text))).value())
                .isEqualTo(text);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void readsBackRandomTextsAndNumbers(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            String text = random.ints(random.nextInt(8), 0, 0x2100)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(Yaml.bind(Text.class, ConfigWriter.write(new Text(text))).value())
                    .isEqualTo(text);
            double number = Double.longBitsToDouble(random.nextLong());
            if (!Double.isNaN(number)) {
                assertThat(Yaml.bind(Decimal.class, ConfigWriter.write(new Decimal(number)))
                                .value())
                        .isEqualTo(number);
            }
        }
    }

    @Test
    void refusesNaN() {
        assertThatIllegalArgumentException().isThrownBy(() -> ConfigWriter.write(new Decimal(Double.NaN)));
    }

    private static <T extends Record> void assertReadsBack(Class<T> type, String yaml) {
        T config = Yaml.bind(type, yaml);
        assertThat(Yaml.bind(type, ConfigWriter.write(config))).isEqualTo(config);
    }
}
