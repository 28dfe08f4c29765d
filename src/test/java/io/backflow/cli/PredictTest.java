// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What networks answer: as they did when they were tested, on runs that all tests share. */
class PredictTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void trainOnce() throws IOException {
        file("train.csv", steps(0, 30));
        file("test.csv", steps(100, 9));
        train("classes", "{type: sequences, train: $train.csv, test: $test.csv}", "iterations: 5, batchSize: 8");
        StringBuilder series = new StringBuilder("year,spots\n");
        for (int i = 0; i < 80; i++) {
            series.append(1900 + i).append(',').append(50 + 40 * Math.sin(i)).append('\n');
        }
        file("spots.csv", series.toString());
        train(
                "series",
                "{type: series, file: $spots.csv, targets: [spots], time: year, window: 4, horizon: 2}",
                "iterations: 5");
        file("text.txt", "To be, or not to be.\nThat is the question.\n".repeat(8));
        train("text", "{type: text, file: $text.txt, sequenceLength: 6}", "iterations: 5, stateful: true");
    }

    private static Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void train(String name, String task, String training) throws IOException {
        Path config = file(
                name + ".yaml",
                "task: " + task.replace("$", folder + "/") + "\ncell: {type: lstm, units: 3}\n"
                        + "training: {updater: {type: adam, learningRate: 0.05}, " + training + "}\n"
                        + "flow: {every: 0}\n");
        Cli cli = Cli.run("train", config, "--run-dir", folder.resolve(name));
        assertThat(cli.code()).as(cli.err()).isZero();
    }

    /** Sequences of 2 to 4 steps in three classes. */
    private static String steps(int from, int sequences) {
        StringBuilder text = new StringBuilder("id,x,y,class\n");
        for (int id = from; id < from + sequences; id++) {
            for (int step = 0; step < 2 + id % 3; step++) {
                text.append(String.format(
                        Locale.ROOT, "%d,%.3f,%.3f,\"c,%d\"%n", id, Math.sin(id + step), id % 3 + 0.1 * step, id % 3));
            }
        }
        return text.toString();
    }

    private static String predicted(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "predict";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Cli cli = Cli.run(all);
        assertThat(cli.code()).as(cli.err()).isZero();
        return cli.out();
    }

    private static List<String[]> rows(String csv) {
        return csv.lines().skip(1).map(line -> line.split(",", -1)).toList();
    }

    private static JsonNode figures(String run) throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(folder.resolve(run).resolve("summary.json")))
                .get("figures");
    }

    private static void assertRefused(int code, String said, Object... arguments) {
        Cli cli = Cli.run(arguments);
        assertThat(cli.code()).as(cli.err()).isEqualTo(code);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains(said).doesNotContain("\tat ");
    }

    @Test
    void classesAreThoseOfTheTestWithTheirProbabilities() throws IOException {
        String csv = predicted(folder.resolve("classes"), folder.resolve("test.csv"));
        assertThat(csv)
                .startsWith("sequence,predicted,actual,\"probability.c,0\",\"probability.c,1\",\"probability.c,2\"\n");
        List<String[]> rows = rows(csv.replaceAll("\"c,([0-9])\"", "$1"));
        assertThat(rows)
                .hasSize(9)
                .extracting(row -> row[0])
                .startsWith("100", "101")
                .endsWith("108");
        long right = rows.stream().filter(row -> row[1].equals(row[2])).count();
        double loss = 0;
        for (String[] row : rows) {
            double[] probabilities =
                    Arrays.stream(row).skip(3).mapToDouble(Float::parseFloat).toArray();
            assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-6));
            assertThat(Arrays.stream(probabilities).max().orElseThrow())
                    .isEqualTo(probabilities[Integer.parseInt(row[1])]);
            loss -= Math.log(probabilities[Integer.parseInt(row[2])]);
        }
        assertThat(right / 9.0).isEqualTo(figures("classes").get("accuracy").asDouble());
        assertThat(loss / 9).isCloseTo(figures("classes").get("loss").asDouble(), within(1e-14)); // another order
    }

    @Test
    void labelsChangeNoAnswer() throws IOException {
        String labelled = predicted(folder.resolve("classes"), folder.resolve("test.csv"));
        Path plain = file("plain.csv", steps(100, 9).replaceAll(",(class|\"c,[0-9]\")", ""));
        Path out = folder.resolve("answers.csv");
        assertThat(predicted(folder.resolve("classes"), plain, "--out", out)).isEmpty();
        assertThat(out)
                .content()
                .isEqualTo(labelled.replace("predicted,actual", "predicted").replaceAll("(,\"c,.\"),\"c,.\"", "$1"));
        assertRefused(2, "--force replaces it", "predict", folder.resolve("classes"), plain, "--out", out);
        assertThat(predicted(folder.resolve("classes"), plain, "-o", out, "--force"))
                .isEmpty();
    }

    @Test
    void forecastsAreInTheUnitsOfTheDataAndGoBeyondItsEnd() throws IOException {
        StringBuilder test = new StringBuilder("year,spots\n");
        Files.readAllLines(folder.resolve("spots.csv"))
                .subList(65, 81)
                .forEach(line -> test.append(line).append('\n'));
        String csv = predicted(folder.resolve("series"), file("newest.csv", test.toString()));
        assertThat(csv).startsWith("after,predicted.spots+1,predicted.spots+2,actual.spots+1,actual.spots+2\n1967,");
        List<String[]> rows = rows(csv);
        assertThat(rows).hasSize(13);
        assertThat(rows.get(12)).startsWith("1979").endsWith("", "");
        double squares = 0;
        for (String[] row : rows.subList(0, 11)) {
            for (int ahead = 1; ahead <= 2; ahead++) {
                double error = Double.parseDouble(row[ahead]) - Double.parseDouble(row[ahead + 2]);
                squares += error * error / 2;
            }
        }
        double recorded = figures("series").get("mse").asDouble();
        assertThat(squares / 11).isCloseTo(recorded, within(1e-6 * recorded)); // targets were floats
    }

    @Test
    void aTextIsReadAsAStreamWhereTrainingReadOne() throws IOException {
        String all = Files.readString(folder.resolve("text.txt"));
        Path newest = file("newest.txt", all.substring(all.length() - Math.round(all.length() * 0.05f)));
        List<String[]> rows = rows(predicted(folder.resolve("text"), newest, "--steps"));
        long right = rows.stream().filter(row -> row[2].equals(row[3])).count();
        assertThat(right / (rows.size() - 1.0))
                .isCloseTo(figures("text").get("accuracy").asDouble(), within(1e-12));
        assertThat(rows(predicted(folder.resolve("text"), newest))).hasSize((rows.size() - 1) / 6 + 1);
    }

    @Test
    void printsOneJsonDocument() throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(predicted(folder.resolve("series"), folder.resolve("spots.csv"), "--json"));
        assertThat(json.get("columns").get(1).asText()).isEqualTo("predicted.spots+1");
        assertThat(json.get("predictions")).hasSize(77);
        JsonNode last = json.get("predictions").get(76);
        assertThat(last.get("after").asText()).isEqualTo("1979");
        assertThat(last.get("predicted.spots+2").isDouble()).isTrue();
        assertThat(last.get("actual.spots+2").isNull()).isTrue();
    }

    @Test
    void refusesRunsThatHaveNoAnswer() throws IOException {
        Path test = folder.resolve("test.csv");
        assertRefused(2, "answers once a sequence", "predict", folder.resolve("classes"), test, "--steps");
        assertRefused(2, "say one of them", "predict", folder.resolve("classes"), test, "--json", "--out", "x");
        assertRefused(2, "is no directory", "predict", folder.resolve("nowhere"), test);
        assertRefused(4, "cannot read data", "predict", folder.resolve("classes"), folder.resolve("nothing.csv"));
        assertRefused(2, "whose task is a text", "generate", folder.resolve("classes"));
        assertLacking("preparation.json", "has no preparation.json, by which new data is prepared");
        assertLacking("checkpoint/model.zip", "has no network any more");
        Path status = folder.resolve("classes/status.json");
        String finished = Files.readString(status);
        try {
            Files.writeString(
                    status, "{\"status\": \"diverged\", \"at\": \"2024-01-01T00:00:00Z\", \"reason\": \"NaN\"}");
            assertRefused(2, "is not finished: diverged, NaN", "predict", folder.resolve("classes"), test);
            Files.writeString(status, "{\"status\": \"interrupted\", \"at\": \"2024-01-01T00:00:00Z\"}");
            assertRefused(2, "is not finished: interrupted", "predict", folder.resolve("classes"), test);
        } finally {
            Files.writeString(status, finished);
        }
    }

    private static void assertLacking(String name, String said) throws IOException {
        Path file = folder.resolve("classes").resolve(name);
        Path aside = folder.resolve("aside");
        Files.move(file, aside);
        try {
            assertRefused(2, said, "predict", folder.resolve("classes"), folder.resolve("test.csv"));
            Files.writeString(file, "broken");
            assertRefused(2, "cannot be used", "predict", folder.resolve("classes"), folder.resolve("test.csv"));
        } finally {
            Files.deleteIfExists(file);
            Files.move(aside, file);
        }
    }

    private static String generated(Object... arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = "generate";
        all[1] = folder.resolve("text");
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Cli cli = Cli.run(all);
        assertThat(cli.code()).as(cli.err()).isZero();
        return cli.out();
    }

    @Test
    void textDependsOnItsSeedAlone() {
        String text = generated("--prompt", "That", "--length", 40, "--seed", 3);
        assertThat(text).startsWith("That").hasSize(45);
        assertThat(generated("--prompt", "That", "--length", 40, "--seed", 3)).isEqualTo(text);
        assertThat(generated("--prompt", "That", "--length", 40, "--seed", 4)).isNotEqualTo(text);
    }

    @Test
    void theMostProbableTextHasNoChance() throws IOException {
        String greedy = generated("--temperature", 0, "--length", 20, "--seed", 1);
        assertThat(generated("--temperature", 0, "--length", 20, "--seed", 2)).isEqualTo(greedy);
        assertThat(generated("--temperature", 1e-9, "--length", 20)).isEqualTo(greedy);
        JsonNode json = new ObjectMapper().readTree(generated("-t", 0, "-n", 20, "--json"));
        assertThat(json.get("text").asText() + "\n").isEqualTo(greedy);
        List<String[]> asked = rows(predicted(folder.resolve("text"), file("begin.txt", "\n"), "--steps"));
        assertThat(asked.get(0)[2]).isEqualTo(greedy.substring(0, 1).replace("\n", "U+000A"));
    }

    @Test
    void refusesTextThatCannotBe() {
        Path run = folder.resolve("text");
        assertRefused(4, "--prompt:1: the character Z is none of the 17", "generate", run, "--prompt", "Z");
        assertRefused(2, "--temperature must be a finite number", "generate", run, "--temperature", "NaN");
        assertRefused(2, "--temperature must be a finite number", "generate", run, "--temperature", "-1");
        assertRefused(2, "--length must be between 1 and", "generate", run, "--length", 0);
    }
}
