// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.cli.internal.data.DatasetDocuments;
import io.backflow.data.internal.source.Catalogue;
import io.backflow.data.internal.source.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Results as one JSON document on standard output, with nothing else there. */
class JsonOutputTest {

    /** Refuses what stands behind the document. */
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String TRAINING = "training: {batchSize: 2, iterations: 3}";
    private static final String TASK = "{type: temporal-order, length: 10, validationSequences: 2, testSequences: 5}";

    @TempDir
    static Path folder;

    private static Path job;
    private static Path both;
    private static JsonNode trained;

    @BeforeAll
    static void trainOnce() throws IOException {
        job = Files.writeString(
                folder.resolve("job.yaml"), "task: " + TASK + "\ncell: {type: lstm, units: 2}\n" + TRAINING + "\n");
        both = Files.writeString(
                folder.resolve("both.yaml"),
                "tasks: [{data: " + TASK + ", " + TRAINING + "}]\n"
                        + "cells: [{type: simple-rnn, units: 2}, {type: gru, units: 2}]\nseeds: [2]\n");
        trained = json(0, "train", job, "--run-dir", folder.resolve("run"), "--json");
    }

    private static JsonNode json(int code, Object... arguments) throws IOException {
        Cli cli = Cli.run(arguments);
        assertThat(cli.code()).as(cli.err()).isEqualTo(code);
        return JSON.readTree(cli.out());
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void aRun() throws IOException {
        assertThat(keys(trained)).containsExactly("directory", "status", "reason", "report", "summary");
        assertThat(trained.get("status").asText()).isEqualTo("finished");
        assertThat(Path.of(trained.get("report").asText())).isNotEmptyFile();
        assertThat(trained.get("summary"))
                .isEqualTo(JSON.readTree(Files.readString(folder.resolve("run/summary.json"))));
        assertThat(json(0, "report", folder.resolve("run"), "--json").get("report"))
                .isEqualTo(trained.get("report"));
    }

    @Test
    void aRunThatIsRefused() {
        Cli cli = Cli.run("train", job, "--run-dir", folder.resolve("run"), "--json");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("is finished; --force replaces it");
    }

    @Test
    void aRunThatIsMadeAgain() throws IOException {
        JsonNode again = json(0, "rerun", folder.resolve("run"), "--json");
        assertThat(again.get("same").asBoolean()).isTrue();
        assertThat(again.get("compared").asLong()).isPositive();
        assertThat(again.get("difference").isNull()).isTrue();
        Path changed = folder.resolve("run/gradient-summary.json");
        String before = Files.readString(changed);
        Files.writeString(changed, before.replaceFirst("[0-9]\\.[0-9]+", "77.5"));
        JsonNode other = json(
                ExitCode.DIFFERENT, "rerun", folder.resolve("run"), "--run-dir", folder.resolve("again"), "--json");
        Files.writeString(changed, before);
        assertThat(other.get("same").asBoolean(true)).isFalse();
        assertThat(other.get("difference").asText()).contains("gradient-summary.json", "77.5");
    }

    @Test
    void aComparisonAndWhatItWouldBe() throws IOException {
        JsonNode plan = json(0, "compare", both, "--run-dir", folder.resolve("both"), "--dry-run", "--json");
        assertThat(plan.get("runs").asInt()).isEqualTo(2);
        assertThat(plan.get("arms").findValuesAsText("cell")).containsExactly("simple-rnn", "gru");
        assertThat(plan.get("arms").get(1).get("parameters").asInt()).isPositive();
        assertThat(folder.resolve("both")).doesNotExist();
        JsonNode result = json(0, "compare", both, "--run-dir", folder.resolve("both"), "--json");
        assertThat(keys(result))
                .containsExactly("directory", "status", "reason", "report", "arms", "statistics", "runs");
        JsonNode written = JSON.readTree(Files.readString(folder.resolve("both/summary.json")));
        assertThat(result.get("runs")).isEqualTo(written.get("runs"));
        assertThat(result.get("arms")).isEqualTo(written.get("arms"));
    }

    @Test
    void whatARunWouldBe() throws IOException {
        JsonNode plan = json(0, "train", job, "--run-dir", folder.resolve("run"), "--dry-run", "--json");
        assertThat(List.of(plan.get("runs").asInt(), plan.get("over").asInt())).containsExactly(1, 1);
        assertThat(plan.get("arms").get(0).get("updates").asInt()).isEqualTo(3);
    }

    @Test
    void proposedThresholds() throws IOException {
        Path norms = folder.resolve("norms.jsonl");
        JsonNode said = json(0, "advise", job, "-n", 2, "--seeds", "3,4", "-j", 1, "--output", norms, "--json");
        assertThat(said.get("norms").asText()).isEqualTo(norms.toString());
        JsonNode advice = said.get("advice").get(0);
        assertThat(keys(advice)).containsExactly("task", "cell", "scale", "mean", "proposals", "seeds", "perStep");
        assertThat(advice.get("proposals").get(1).get("rule").asText()).isEqualTo("mean x 1");
        assertThat(advice.get("proposals").get(1).get("threshold").asDouble()).isPositive();
        assertThat(advice.get("seeds").findValuesAsText("seed")).containsExactly("3", "4");
        assertThat(advice.get("seeds").get(0).get("updates").asInt()).isEqualTo(2);
    }

    @Test
    void aConfiguration() throws IOException {
        JsonNode settings =
                json(0, "validate", both, "--set", "cells.*.units=7", "--json").get("configuration");
        assertThat(settings.at("/cells/1/units").isInt()).isTrue();
        assertThat(settings.at("/cells/1/units").asInt()).isEqualTo(7);
        assertThat(settings.at("/clipping/0/type").asText()).isEqualTo("none");
        assertThat(settings.at("/tasks/0/data/length").asInt()).isEqualTo(10);
        Cli wrong = Cli.run("validate", both, "--set", "cells.*.units=x", "--json");
        assertThat(wrong.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void filesOfData() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.txt"), "0.1 0.2 0.3\n0.4 0.5 0.6\n");
        Path text = Files.writeString(
                folder.resolve("text.txt"), "To be, or not to be.\nThat is the question.\n".repeat(30));
        JsonNode files = json(ExitCode.DATA, "data", rows, text, "--json").get("files");
        assertThat(files.get(0).at("/task/form").asText()).isEqualTo("rows");
        assertThat(files.get(0).get("problem").asText()).contains("has no labels");
        assertThat(files.get(0).at("/found/sequences").asText()).isEqualTo("2");
        assertThat(files.get(1).at("/task/type").asText()).isEqualTo("text");
        assertThat(files.get(1).get("problem").isNull()).isTrue();
    }

    @Test
    void publishedDataSets() throws IOException {
        assertThat(json(0, "datasets", "--json").get("datasets").findValuesAsText("title"))
                .hasSameSizeAs(Catalogue.names());
        JsonNode one = json(0, "datasets", "sunspots", "--json").get("datasets").get(0);
        assertThat(one.at("/files/0/sha256").asText()).matches("[0-9a-f]{64}");
        Dataset sunspots = Catalogue.dataset("sunspots");
        assertThat(DatasetDocuments.fetched(sunspots, List.of(), folder))
                .containsEntry("name", "sunspots")
                .containsEntry("fetched", List.of())
                .containsEntry(
                        "files",
                        sunspots.files().stream().map(file -> file.name()).toList());
        Cli cli = Cli.run("fetch", "sunspots", "--from", folder, "--to", folder.resolve("kept"), "--json");
        assertThat(cli.code()).isEqualTo(ExitCode.DATA);
        assertThat(cli.out()).isEmpty();
    }
}
