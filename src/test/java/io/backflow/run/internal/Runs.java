// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.record.JsonLines;
import io.backflow.record.Row;
import io.backflow.store.internal.JsonMaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What runs leave in their directories. */
public final class Runs {

    static final List<String> FILES = List.of(
            ".lock",
            "checkpoint/model.zip",
            "clipping.jsonl",
            "config.yaml",
            "environment.json",
            "flow.jsonl",
            "gradient-summary.json",
            "gradients.jsonl",
            "metrics.jsonl",
            "preparation.json",
            "status.json",
            "summary.json");

    /** What a run has besides that classifies and was tested. */
    static final List<String> TESTED =
            Stream.concat(FILES.stream(), Stream.of("confusion.csv")).sorted().toList();

    private Runs() {}

    public static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    public static List<Row> rows(Path file) {
        try (Stream<Row> rows = JsonLines.read(file)) {
            return rows.toList();
        }
    }

    /** Reads a table whose columns' names and texts hold no line ends, by the names of its columns. */
    public static List<Map<String, String>> table(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> columns = fields(lines.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = fields(line);
            assertThat(fields).as(line).hasSameSizeAs(columns);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), fields.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** A comma ends a field where an even number of quotes follows. */
    private static List<String> fields(String line) {
        return Arrays.stream(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
                .map(field -> field.replaceAll("^\"|\"$", ""))
                .toList();
    }

    public static String status(Path directory) {
        return JsonMaps.text(JsonMaps.readObject(directory.resolve("status.json")), "status");
    }

    public static void assertSameRuns(Path one, Path other) throws IOException {
        for (String lines :
                List.of("gradients.jsonl", "clipping.jsonl", "flow.jsonl", "metrics.jsonl", "gradient-summary.json")) {
            assertThat(one.resolve(lines)).hasSameTextualContentAs(other.resolve(lines));
        }
        MultiLayerNetwork network = load(one);
        MultiLayerNetwork same = load(other);
        assertThat(network.params().toFloatVector()).isEqualTo(same.params().toFloatVector());
        assertThat(network.getIterationCount()).isEqualTo(same.getIterationCount());
        assertThat(network.getEpochCount()).isEqualTo(same.getEpochCount());
        assertThat(updaterState(network)).isEqualTo(updaterState(same));
        assertThat(withoutTime(one)).isEqualTo(withoutTime(other));
    }

    /** Returns the updater's state; empty if it has none, as plain gradient descent has not. */
    private static float[] updaterState(MultiLayerNetwork network) {
        INDArray state = network.getUpdater().getStateViewArray();
        return state == null ? new float[0] : state.toFloatVector();
    }

    private static Map<String, Object> withoutTime(Path directory) {
        Map<String, Object> summary = JsonMaps.readObject(directory.resolve("summary.json"));
        assertThat(summary.remove("trainingSeconds")).isNotNull();
        return summary;
    }

    public static MultiLayerNetwork load(Path directory) throws IOException {
        return ModelSerializer.restoreMultiLayerNetwork(
                directory.resolve("checkpoint/model.zip").toFile(), true);
    }
}
