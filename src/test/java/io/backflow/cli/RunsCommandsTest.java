// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.report.internal.listing.DifferenceText;
import io.backflow.result.internal.listing.RunFacts.Pair;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The commands that answer questions about runs, on one tiny comparison that all tests read. */
class RunsCommandsTest {

    private static final String COMPARISON = """
            tasks:
              - data: {type: temporal-order, length: 10, validationSequences: 2, testSequences: 5}
                training: {batchSize: 2, iterations: 3}
            cells: [{type: simple-rnn, units: 2}, {type: lstm, units: 2}]
            clipping: [{type: global-norm, maxNorm: 0.1}]
            flow: {every: 1}
            seeds: [2, 10]
            """;

    private static final String ARM = "both/temporal-order/lstm/global-norm/seed-";

    @TempDir
    static Path folder;

    private static Path runs;

    @BeforeAll
    static void compareOnce() throws IOException {
        Path config = Files.writeString(folder.resolve("both.yaml"), COMPARISON);
        runs = folder.resolve("runs");
        Cli cli = Cli.run("compare", config, "--run-dir", runs.resolve("both"), "-j", 1);
        assertThat(cli.code()).as(cli.err()).isZero();
        Path killed = Files.createDirectories(runs.resolve("killed"));
        copy(runs.resolve(ARM + 2).resolve("config.yaml"), killed.resolve("config.yaml"));
        Files.writeString(killed.resolve("status.json"), "{\"status\": \"running\", \"at\": \"2024-01-01T00:00:00Z\"}");
        Path broken = Files.createDirectories(runs.resolve("old/broken"));
        copy(runs.resolve(ARM + 2).resolve("config.yaml"), broken.resolve("config.yaml"));
        Files.writeString(broken.resolve("status.json"), "{\"status\": \"fin");
        Path lost = Files.createDirectories(runs.resolve("old/lost"));
        copy(runs.resolve(ARM + 2).resolve("config.yaml"), lost.resolve("config.yaml"));
        Files.writeString(lost.resolve("status.json"), "{\"status\": \"finished\"}");
        Files.writeString(lost.resolve("summary.json"), "[]");
        Files.writeString(Files.createDirectories(runs.resolve("none")).resolve("config.yaml"), "a: b");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
    }

    private static JsonNode json(Object... arguments) throws IOException {
        Cli cli = Cli.run(arguments);
        assertThat(cli.code()).as(cli.err()).isZero();
        return new ObjectMapper().readTree(cli.out());
    }

    private static void assertRefused(String said, Object... arguments) {
        Cli cli = Cli.run(arguments);
        assertThat(cli.code()).as(cli.err()).isEqualTo(2);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains(said).doesNotContain("\tat ");
    }

    @Test
    void listsComparisonsWithTheirRunsAndSaysWhatIsBroken() {
        Cli cli = Cli.run("ls", runs);
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out())
                .containsPattern("both \\(4 runs\\) +finished")
                .containsPattern("killed +interrupted")
                .containsPattern("old/broken +broken")
                .containsPattern("old/lost +broken")
                .contains(
                        "killed: its process ended without a word",
                        "old/broken: status.json is not what a run writes",
                        "old/lost: summary.json is not what a run writes")
                .doesNotContain("none\n");
        assertThat(cli.out().indexOf("seed-2 ")).isLessThan(cli.out().indexOf("seed-10"));
    }

    @Test
    void listsThoseThatAreAskedForInTheOrderThatIs() throws IOException {
        JsonNode broken = json("ls", runs, "--status", "broken,interrupted", "--sort", "status", "--json")
                .get("runs");
        assertThat(broken.findValuesAsText("status")).containsExactly("broken", "broken", "interrupted");
        JsonNode lstm = json("ls", runs, "--match", "LSTM", "--match", "seed-10", "--json")
                .get("runs");
        assertThat(lstm).hasSize(1);
        assertThat(lstm.get(0).get("runs").findValuesAsText("cell")).containsExactly("lstm");
        JsonNode all = json("ls", runs, "--sort", "metric", "--match", "both", "--json")
                .get("runs")
                .get(0)
                .get("runs");
        List<Double> values =
                all.findValues("value").stream().map(JsonNode::asDouble).toList();
        assertThat(values).hasSize(4).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(json("ls", runs, "--sort", "when", "--reverse", "--no-runs", "--json")
                        .get("runs")
                        .get(2)
                        .get("at")
                        .asText())
                .startsWith("2024");
        assertThat(Cli.run("ls", runs, "--match", "nowhere").out()).startsWith("No such run below ");
    }

    @Test
    void refusesToListWhatIsNoFolderOrNoStatus() {
        assertRefused("is no directory", "ls", folder.resolve("both.yaml"));
        assertRefused("got 'done'", "ls", runs, "--status", "done");
        assertRefused("--sort", "ls", runs, "--sort", "size");
    }

    @Test
    void showsARunOnOneScreen() throws IOException {
        Cli cli = Cli.run("show", runs.resolve(ARM + 2));
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out())
                .containsPattern("(?m)^status +finished$")
                .containsPattern("(?m)^cell +type lstm, units 2")
                .containsPattern("(?m)^test +accuracy 0[.0-9]* \\(always answering the most frequent class: ")
                .containsPattern("(?m)^norm, all +median [0-9.e-]+, P10 ")
                .containsPattern("(?m)^clipped +100% of updates, threshold 0.100")
                .containsPattern("(?m)^flow at end +[a-z]+ \\(update 2\\): rnn0 ")
                .contains("none; backflow report ");
        assertThat(cli.out().lines().count()).isLessThan(40);
        JsonNode json = json("show", runs.resolve(ARM + 2), "--json");
        assertThat(json.at("/summary/cell").asText()).isEqualTo("lstm");
        assertThat(json.at("/configuration/cell.units").asText()).isEqualTo("2");
        assertThat(json.at("/gradients/threshold").asDouble()).isEqualTo(0.1);
    }

    @Test
    void showsAComparisonAndWhatIsLeftOfABrokenRun() throws IOException {
        assertThat(Cli.run("show", runs.resolve("both")).out())
                .containsPattern("(?m)^runs +4 finished$")
                .contains("Task temporal-order, mean ", "report.html");
        assertThat(json("show", runs.resolve("both"), "--json").get("arms")).hasSize(2);
        assertThat(Cli.run("show", runs.resolve("old/broken")).out()).contains("broken: status.json is not what");
        assertThat(Cli.run("show", runs.resolve("killed")).out()).contains("interrupted: its process ended");
        assertRefused("lists those below it", "show", runs);
        assertRefused("is no directory", "show", runs.resolve("nowhere"));
    }

    @Test
    void joinsRunDirectoriesInOnePage() {
        Path page = folder.resolve("pages/two.html");
        Cli cli = Cli.run("report", runs.resolve("both"), runs.resolve("killed"), "--out", page);
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out()).isEqualTo("Report: " + page + System.lineSeparator());
        assertThat(page).isNotEmptyFile();
        assertThat(Cli.run("report", runs.resolve(ARM + 2)).out()).contains("seed-2" + File.separator + "report.html");
    }

    @Test
    void namesEachDirectoryThatHasNoReport() {
        Path both = runs.resolve("both");
        assertRefused("none is no directory", "report", both, folder.resolve("is/none"));
        Cli cli = Cli.run("report", runs, both, both, runs.resolve(ARM + 2), runs.resolve("none"), "--out", "both.txt");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err())
                .contains("runs is none itself, but holds some: backflow ls " + runs)
                .contains("DIR must not repeat, and " + both)
                .contains("DIR must not lie in another, and " + runs.resolve(ARM + 2) + " lies in " + both)
                .contains("none holds no metrics.jsonl")
                .contains("--out must end in .html, got both.txt");
    }

    @Test
    void saysInWhatTwoRunsDiffer() throws IOException {
        Path simple = runs.resolve("both/temporal-order/simple-rnn/global-norm/seed-2");
        Cli cli = Cli.run("diff", simple, runs.resolve(ARM + 10));
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out())
                .containsPattern("(?m)^cell\\.type +simple-rnn +lstm$")
                .containsPattern("(?m)^cell\\.forgetBias +- +1\\.0$")
                .containsPattern("(?m)^seed +2 +10 \\(\\+8\\)$")
                .contains("environment: the same\n")
                .doesNotContain("cell.units");
        JsonNode json = json("diff", simple, runs.resolve(ARM + 10), "--json");
        assertThat(json.get("configuration").findValuesAsText("key")).contains("cell.type", "seed");
        assertThat(json.get("metrics").findValuesAsText("key"))
                .contains("parameters")
                .doesNotContain("cell");
        assertThat(json("diff", simple, simple, "--json").get("metrics")).isEmpty();
        assertThat(json("diff", simple, simple, "--json", "--all").get("metrics"))
                .isNotEmpty();
        assertThat(Cli.run("diff", runs.resolve("both"), simple).out()).contains("lstm/global-norm.mean");
        assertRefused("B must be a run directory", "diff", simple, folder);
    }

    @Test
    void linesOfADifferenceAreNoLongerThanTheTerminal() {
        List<Pair> pairs = List.of(
                new Pair("a".repeat(90), "x".repeat(300), "y".repeat(301)), new Pair("training.iterations", "1", "2"));
        for (int width : new int[] {40, 80, 200}) {
            String text = DifferenceText.section("configuration", "runs/a", "runs/b", pairs, width);
            assertThat(text.lines()).allMatch(line -> line.length() <= width);
            assertThat(text.chars().filter(c -> c == 'x').count()).isEqualTo(300);
            assertThat(text.chars().filter(c -> c == 'y').count()).isEqualTo(301);
        }
        String key = "tasks[0].training.updater.learningRate";
        assertThat(DifferenceText.section("configuration", "runs/a", "runs/b", List.of(new Pair(key, "1", "2")), 80))
                .contains(key + "  1       2 (+1)\n");
    }

    @Test
    void exportsAllRunsAsOneLongTable() {
        Cli cli = Cli.run("export", runs.resolve("both"));
        assertThat(cli.code()).as(cli.err()).isZero();
        List<String> lines = cli.out().lines().toList();
        assertThat(lines.get(0)).startsWith("task,cell,clipping,seed,record,updates,epoch,split,loss,");
        assertThat(lines).filteredOn(line -> line.contains(",test,")).hasSize(4);
        assertThat(lines)
                .anyMatch(line -> line.startsWith("temporal-order,lstm,global-norm,10,metrics,"))
                .allMatch(line -> line.split(",", -1).length == lines.get(0).split(",").length);
    }

    @Test
    void exportsNormsAndFlowByBlockAndStep() throws IOException {
        Path run = runs.resolve(ARM + 2);
        List<String> norms = Cli.run("export", run, "--what", "norms", "--format", "jsonl")
                .out()
                .lines()
                .toList();
        JsonNode recorded = new ObjectMapper()
                .readTree(Files.readAllLines(run.resolve("gradients.jsonl")).get(0));
        JsonNode first = new ObjectMapper().readTree(norms.get(0));
        assertThat(first.get("block").asText()).isEqualTo("(model)");
        assertThat(first.get("stage").asText()).isEqualTo("raw");
        assertThat(first.get("l2")).isEqualTo(recorded.at("/norms/raw/l2/0"));
        assertThat(norms).filteredOn(line -> line.contains("\"clipped\"")).isNotEmpty();
        List<String> flow =
                Cli.run("export", run, "--what", "flow").out().lines().toList();
        JsonNode layer = new ObjectMapper()
                .readTree(Files.readAllLines(run.resolve("flow.jsonl")).get(0))
                .at("/layers/rnn0");
        assertThat(flow)
                .anyMatch(line -> line.matches(".*,rnn0,hidden\\.norms,9,0,.*"))
                .filteredOn(line -> line.matches(".*,2,0,0,0,0,2,rnn0,hidden\\.norms,.*"))
                .hasSize(layer.get("steps").asInt());
        assertThat(Cli.run("export", run, "--what", "verdicts").out()).contains("verdict.kind", "hidden.decay.rate");
    }

    @Test
    void exportsIntoAFolderAndReplacesOnlyByForce() throws IOException {
        Path tables = folder.resolve("tables");
        assertThat(Cli.run("export", runs.resolve("both"), "--what", "all", "-o", tables)
                        .out())
                .contains("runs.csv: 4 rows");
        assertThat(tables.toFile().list()).hasSize(7).allMatch(name -> name.endsWith(".csv"));
        assertRefused("--force replaces it", "export", runs.resolve("both"), "--what", "runs", "-o", tables);
        Files.writeString(tables.resolve("runs.csv"), "old");
        assertThat(Cli.run("export", runs.resolve("both"), "--what", "runs", "-o", tables, "--force")
                        .code())
                .isZero();
        assertThat(tables.resolve("runs.csv")).content().startsWith("task,cell,clipping,seed,status,");
        assertRefused("several tables need --output", "export", runs.resolve("both"), "--what", "all");
        assertRefused("got 'weights'", "export", runs.resolve("both"), "--what", "weights");
    }

    @Test
    void leavesOutACutLineAndNamesABrokenOne() throws IOException {
        Path killed = runs.resolve("killed");
        Files.writeString(killed.resolve("metrics.jsonl"), "{\"updates\":1,\"loss\":\"NaN\"}\n{\"upd");
        assertThat(Cli.run("export", killed).out())
                .isEqualTo("task,cell,clipping,seed,updates,loss\ntemporal-order,lstm,global-norm,2,1,NaN\n");
        Files.writeString(killed.resolve("metrics.jsonl"), "{\"upd\n{\"updates\":1}\n");
        assertRefused("metrics.jsonl: line 1 is no record", "export", killed);
        Files.delete(killed.resolve("metrics.jsonl"));
    }
}
