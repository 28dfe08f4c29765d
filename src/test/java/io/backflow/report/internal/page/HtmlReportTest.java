// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.result.internal.listing.ConfiguredRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    @TempDir
    private Path directory;

    private Line data() {
        return new Line(ReportData.read(List.of(directory)).json());
    }

    private static Line first(Line data) {
        Object runs = data.fields().get("runs");
        assertThat(runs).isInstanceOf(Iterable.class);
        return new Line(Map.of(
                        "run",
                        ((Iterable<?>) Objects.requireNonNull(runs)).iterator().next()))
                .at("run");
    }

    @Test
    void aRunsFilesBecomeSeriesThatKeepSpikesAndCountWhatIsNotFinite() throws IOException {
        RunFiles.run(directory, 20_000, 1);
        Line run = first(data());
        assertThat(run.at("gradients", "layers").fields()).containsOnlyKeys("(model)", "rnn0", "output");
        Line raw = run.at("gradients", "layers", "(model)", "raw");
        assertThat(raw.fields().get("bad")).isEqualTo(1);
        assertThat(raw.fields().get("at")).asString().isEqualTo("[70]");
        assertThat(String.valueOf(raw.fields().get("b")) + raw.fields().get("a"))
                .contains("[")
                .doesNotContain("n");
        assertThat(decoded(raw.fields().get("a")) + decoded(raw.fields().get("b")))
                .contains(" 6000 ");
        assertThat(run.at("gradients", "layers", "output", "raw").fields().get("zeros"))
                .isEqualTo(2000);
        assertThat(run.at("flowMap", "layers", "rnn0", "states", "hidden")
                        .fields()
                        .get("lags"))
                .isEqualTo(100);
    }

    @Test
    void partsOfTheRecurrentGradientAreByTheLagFromTheLossTheyAreOf() throws IOException {
        RunFiles.run(directory, 300, 1);
        String record = """
                {"record":"flow","update":%d,"verdict":"healthy","layers":{"rnn0":{"firstStep":1,"labelled":{"last":3},
                "contributions":{"norms":[1,10,100,7],"shares":[0.1,0.2,0.7,0]},"oneLoss":{"step":2,
                "contributions":{"norms":[1,"NaN"],"shares":[-0.5,1.5]}}}}}
                """.replace("\n", "");
        Files.writeString(directory.resolve("flow.jsonl"), record.formatted(0) + "\n" + record.formatted(5) + "\n");
        Line parts = first(data()).at("flowMap", "layers", "rnn0", "parts");
        assertThat(parts.at("all").fields())
                .containsEntry("t", List.of(3, 3))
                .hasEntrySatisfying(
                        "u", updates -> assertThat(updates).asString().isEqualTo("[0, 5]"))
                .hasEntrySatisfying("rows", rows -> assertThat(rows).asString().startsWith("[[400, -200, -200], "))
                .hasEntrySatisfying(
                        "shares", shares -> assertThat(shares).asString().startsWith("[[0.7, 0.2, 0.1], "));
        assertThat(parts.at("oneLoss").fields())
                .containsEntry("t", List.of(2, 2))
                .hasEntrySatisfying("rows", rows -> assertThat(rows).asString().startsWith("[[n, 0], "))
                .hasEntrySatisfying(
                        "shares", shares -> assertThat(shares).asString().startsWith("[[1.5, -0.5], "));
    }

    private static String decoded(@Nullable Object codes) {
        StringBuilder text = new StringBuilder(" ");
        long last = 0;
        for (Object code : (Iterable<?>) Objects.requireNonNull(codes)) {
            last += code instanceof Number number ? number.longValue() : 0;
            text.append(last).append(' ');
        }
        return text.toString();
    }

    @Test
    void aRunOfWhichTheLastLineIsHalfIsReadUpToThere() throws IOException {
        RunFiles.run(directory, 100, 1);
        Files.delete(directory.resolve("summary.json"));
        RunFiles.status(directory, "interrupted");
        Files.writeString(directory.resolve("gradients.jsonl"), "{\"record\":\"grad", StandardOpenOption.APPEND);
        assertThat(first(data()).at("gradients").fields().get("rows")).isEqualTo(10);
        assertThat(HtmlReport.write(directory)).isNotEmptyFile();
    }

    @Test
    void fieldsHaveOneOrderOnEveryMachine() throws IOException {
        RunFiles.run(directory, 300, 1);
        Line run = first(data());
        assertThat(run.at("flowMap", "layers", "rnn0", "gates", "forget")
                        .fields()
                        .keySet())
                .containsExactly("mean", "saturated");
        assertThat(run.at("clip", "share").fields().keySet()).containsExactly("every", "v");
        assertThat(Files.readAllBytes(HtmlReport.write(directory)))
                .isEqualTo(Files.readAllBytes(HtmlReport.write(directory)));
    }

    @Test
    void aRunWithNothingButMetricsHasAPage() throws IOException {
        Files.writeString(directory.resolve("metrics.jsonl"), "");
        assertThat(HtmlReport.problem(directory)).isEmpty();
        assertThat(HtmlReport.write(directory)).isNotEmptyFile();
    }

    @Test
    void armsStandInTheOrderOfTheConfiguration() throws IOException {
        RunFiles.comparison(directory, 1, 10);
        List<String> alphabetical = names();
        Files.writeString(directory.resolve("config.yaml"), """
                name: made
                tasks:
                  - name: copy
                    data: {type: copy, blanks: 10}
                    training: {batchSize: 2, iterations: 3}
                cells:
                  - type: simple-rnn
                    units: 3
                  - type: gru
                    name: lstm
                    units: 3
                clipping: [none, {type: global-norm, maxNorm: 1}]
                seeds: [1]
                """);
        assertThat(alphabetical).first().asString().endsWith("lstm/global-norm/seed-1");
        assertThat(names())
                .containsExactly(
                        "copy/simple-rnn/none/seed-1",
                        "copy/simple-rnn/global-norm/seed-1",
                        "copy/lstm/none/seed-1",
                        "copy/lstm/global-norm/seed-1");
    }

    private List<String> names() {
        return RunFolders.of(directory, ConfiguredRuns.of(directory)).stream()
                .map(run -> directory.relativize(run).toString().replace('\\', '/'))
                .toList();
    }

    @Test
    void noNameEndsAnElementOrIsMarkup() throws IOException {
        Path run = directory.resolve("</script><script>alert(1)</script>");
        Path ours = Files.createDirectories(directory.resolve("a<b")).resolve("x");
        RunFiles.run(ours, 50, 1);
        String summary = Files.readString(ours.resolve("summary.json"));
        Files.writeString(
                ours.resolve("summary.json"),
                summary.replace("\"copy\"", "\"</script><script>alert(1)</script><!--\""));
        String page = Files.readString(HtmlReport.write(directory));
        assertThat(run).doesNotExist();
        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
        assertThat(page.split("<script", -1)).hasSize(page.split("</script>", -1).length);
    }

    @Test
    void thePageLoadsNothingAndRunsOnlyItsOwnScripts() throws IOException {
        RunFiles.run(directory, 50, 1);
        String page = Files.readString(HtmlReport.write(directory));
        assertThat(page)
                .contains("default-src 'none'; script-src 'sha256-")
                .doesNotContain("{{")
                .doesNotContain("<link", "src=\"http");
    }

    @Test
    void thirtyRunsOfTenThousandUpdatesFitIntoTwoMegabytes() throws IOException {
        RunFiles.comparison(directory, 1, 10_000);
        int four = ReportData.read(List.of(directory)).encoded().length();
        assertThat(Resolution.of(30).series()).isLessThan(Resolution.of(4).series());
        assertThat((long) four).isLessThan(Resolution.bytes(4));
        assertThat(Files.size(HtmlReport.write(directory))).isLessThan(2_000_000);
    }

    @Test
    void extremesStayInTheOrderInWhichTheyCame() {
        long[] updates = {0, 1, 2, 3, 4, 5};
        double[] values = {5, 9, 1, 3, Double.NaN, 2};
        Buckets buckets = new Buckets(updates, 2);
        assertThat(buckets.extremes(values)).isDeepEqualTo(new double[][] {{9, 3}, {1, 2}});
        assertThat(buckets.norms(values)).containsEntry("bad", 1);
        assertThat(buckets.largest(values)[1]).isNaN();
    }

    @Test
    void numbersWithoutALogarithmAreLetters() {
        double[] norms = {1, 0, 10, Double.NaN, Double.POSITIVE_INFINITY, 0.1};
        assertThat(Codes.logarithms(norms, 1000)).asString().isEqualTo("[0, z, 1000, n, i, -2000]");
        assertThat(Codes.plain(new double[] {0.123456789, 3, Double.NaN}))
                .asString()
                .isEqualTo("[0.12346, 3, n]");
    }

    @Test
    void aLineIsReadWithoutWhatIsSkipped() {
        Line line = Objects.requireNonNull(
                Line.parse("{\"a\":[1,\"NaN\",null],\"l1\":{\"x\":[[1]]},\"b\":{\"c\":\"d\"}}", Set.of("l1")));
        assertThat(line.numbers("a")).containsExactly(1, Double.NaN, Double.NaN);
        assertThat(line.at("b").text("c")).isEqualTo("d");
        assertThat(line.has("l1")).isFalse();
        assertThat(Line.parse("{\"a\":1", Set.of())).isNull();
    }
}
