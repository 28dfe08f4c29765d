package io.backflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.record.JsonLines;
import io.backflow.record.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** What runs leave in their directories. */
final class Runs {

    static final List<String> FILES = List.of(
            "checkpoint/model.zip",
            "clipping.jsonl",
            "config.yaml",
            "environment.json",
            "flow.jsonl",
            "gradient-summary.json",
            "gradients.jsonl",
            "metrics.jsonl",
            "status.json",
            "summary.json");

    private Runs() {}

    static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    static List<Row> rows(Path file) {
        try (Stream<Row> rows = JsonLines.read(file)) {
            return rows.toList();
        }
    }

    static String status(Path directory) {
        return Json.text(Json.readObject(directory.resolve("status.json")), "status");
    }

    static void assertSameRuns(Path one, Path other) throws IOException {
        for (String lines :
                List.of("gradients.jsonl", "clipping.jsonl", "flow.jsonl", "metrics.jsonl", "gradient-summary.json")) {
            assertThat(one.resolve(lines)).hasSameTextualContentAs(other.resolve(lines));
        }
        assertThat(load(one).params().toFloatVector())
                .containsExactly(load(other).params().toFloatVector());
        assertThat(withoutTime(one)).isEqualTo(withoutTime(other));
    }

    private static Map<String, Object> withoutTime(Path directory) {
        Map<String, Object> summary = Json.readObject(directory.resolve("summary.json"));
        assertThat(summary.remove("trainingSeconds")).isNotNull();
        return summary;
    }

    static MultiLayerNetwork load(Path directory) throws IOException {
        return ModelSerializer.restoreMultiLayerNetwork(
                directory.resolve("checkpoint/model.zip").toFile(), true);
    }
}
