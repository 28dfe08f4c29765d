// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every example, and holds how little plugging in takes. */
class ExampleProgramsTest {

    private static final Path SOURCES = Path.of("src", "examples", "java", "io", "backflow", "examples");
    private static final Path PAGE = Path.of("docs", "examples.md");

    /** Fewer than ten lines. */
    private static final int MOST_LINES = 9;

    @TempDir
    private Path directory;

    private static List<String> pairs() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve("before"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("package-info.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .sorted()
                    .toList();
        }
    }

    private double run(String type) throws ReflectiveOperationException {
        Method train = Class.forName("io.backflow.examples." + type).getDeclaredMethod("train", Path.class);
        train.setAccessible(true);
        return (double) train.invoke(null, directory);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void pluggingInTakesFewerThanTenLines(String name) throws IOException {
        List<String> before = code(SOURCES.resolve("before").resolve(name + ".java"));
        List<String> after = code(SOURCES.resolve("after").resolve(name + ".java"));
        int common = longestCommon(before, after);
        assertThat(before.size() - common + after.size() - common)
                .as("lines that are in one of the two")
                .isBetween(1, MOST_LINES);
        assertThat(after).anyMatch(line -> line.contains("Backflow.on(network)"));
        assertThat(before).noneMatch(line -> line.contains("import io.backflow"));
    }

    /** Returns the lines without their indentation, and without the package's name and empty ones. */
    private static List<String> code(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("package "))
                .toList();
    }

    private static int longestCommon(List<String> one, List<String> other) {
        int[][] longest = new int[one.size() + 1][other.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                longest[i][j] = one.get(i).equals(other.get(j))
                        ? 1 + longest[i + 1][j + 1]
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        return longest[0][0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void sentimentIsToldFromOneWord(String stage) throws Exception {
        assertThat(run(stage + ".Sentiment")).isGreaterThan(0.95);
        assertThat(directory.resolve("sentiment.zip")).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void wordsAreSpeltBackwards(String stage) throws Exception {
        assertThat(run(stage + ".SequenceToSequence")).isGreaterThan(0.9);
        assertThat(directory.resolve("backwards.zip")).isNotEmptyFile();
        if (stage.equals("after")) {
            assertThat(lines("flow.jsonl"))
                    .hasSize(7)
                    .allSatisfy(line -> assertThat(line).contains("\"encoder", "\"decoder"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void charactersAreLearnt(String stage) throws Exception {
        assertThat(run(stage + ".CharacterModel")).isBetween(0.0, 1.5);
        assertThat(directory.resolve("characters.zip")).isNotEmptyFile();
        if (stage.equals("after")) {
            assertThat(lines("clipping.jsonl")).anyMatch(line -> line.contains("\"action\":\"clipped\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void workersTrainInParallel(String stage) throws Exception {
        assertThat(run(stage + ".ParallelTraining")).isGreaterThan(0.85);
        assertThat(directory.resolve("parallel.zip")).isNotEmptyFile();
        if (stage.equals("after")) {
            List<String> lines = lines("clipping.jsonl");
            long second =
                    lines.stream().filter(line -> line.contains("\"model\":1")).count();
            assertThat(second).as("records of the second worker").isEqualTo(lines.size() / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void trainingStopsEarlyAndLeavesAPlainModel(String stage) throws Exception {
        assertThat(run(stage + ".EarlyStopping")).isBetween(0.0, 5.0);
        MultiLayerNetwork best =
                MultiLayerNetwork.load(directory.resolve("best.zip").toFile(), true);
        assertThat(best.getListeners()).isEmpty();
        assertThat(best.getLayer(0).getClass().getName()).startsWith("org.deeplearning4j.");
    }

    @Test
    void theFasterLayersComputeTheSame() {
        assertThat(FasterLayers.train()).isLessThan(1e-5);
    }

    @Test
    void aPolicyOfOnesOwnClips() throws Exception {
        assertThat(run("OwnPolicy")).isGreaterThan(0.9);
        assertThat(lines("clipping.jsonl")).anyMatch(line -> line.contains("l2 norm of recurrent weights > 0.01"));
    }

    @Test
    void eventFilesAreWritten() throws Exception {
        assertThat(run("TensorBoard")).isGreaterThan(0.9);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).singleElement().satisfies(file -> {
                assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
                assertThat(file).isNotEmptyFile();
            });
        }
    }

    @Test
    void aTransferredNetworkIsAttachedAnew() throws Exception {
        assertThat(run("TransferringWeights")).isGreaterThan(0.9);
        assertThat(lines("first.jsonl")).isNotEmpty();
        assertThat(lines("second.jsonl")).isNotEmpty();
    }

    /** The page has a link to every program. */
    @Test
    void thePageNamesEveryExample() throws IOException {
        String page = Files.readString(PAGE);
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                            .filter(name -> !name.endsWith("package-info.java")))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(name -> assertThat(page).contains("../src/examples/java/io/backflow/examples/" + name));
        }
    }
}
