// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The examples of every command's help and of its page: all are ones that the command takes, and those of the help are
 * run, in a folder where the files that they name are there. Not run are those that download, that serve, that start a
 * process, or that train for long.
 */
class ExamplesTest {

    private static final String START = "backflow ";

    private static final Set<String> NOT_RUN = Set.of("fetch", "doctor", "advise", "watch");

    /** Names of files and folders, which are then looked for in the test's own. */
    private static final String PLACE = "runs(/.*)?|.*\\.(yaml|csv|txt|jsonl|html)|tables|figures";

    @TempDir
    static Path folder;

    private static Path place(String name) {
        return folder.resolve(name);
    }

    @BeforeAll
    static void makeWhatTheyName() throws IOException {
        StringBuilder readings = new StringBuilder("id,x,comment,fault\n");
        for (int i = 0; i < 60; i++) {
            readings.append("%d,%.2f,%d,%s%n".formatted(i / 3, Math.sin(i), i, i / 3 % 2 == 0 ? "none" : "belt"));
        }
        Files.writeString(place("readings.csv"), readings);
        Files.writeString(place("new.csv"), readings);
        Files.writeString(place("plain.csv"), readings.toString().replaceAll(",[a-z]+(?=\\R)", ""));
        String training = "training: {batchSize: 4, iterations: 2}\n";
        Files.writeString(
                place("job.yaml"),
                "task: {type: sequences, file: " + place("readings.csv") + ", label: fault, ignore: [comment]}\n"
                        + "cell: {type: lstm, units: 2}\n" + training);
        String task = "{data: {type: temporal-order, length: 10, validationSequences: 2, testSequences: 2}, ";
        Files.writeString(
                place("both.yaml"),
                "tasks: [" + task + "training: {batchSize: 2, iterations: 2}}]\n"
                        + "cells: [{type: simple-rnn, units: 2}, {type: lstm, units: 2}]\nseeds: [1]\n");
        Files.writeString(place("cliff.yaml"), """
                surface: {steps: 5}
                w: {from: 4, to: 6, points: 3}
                b: {from: -3, to: -1, points: 3}
                descent: {w: 4.7, b: -2.1, learningRate: 0.06}
                """);
        Files.writeString(place("text.txt"), "ROMEO: To be, or not to be.\n".repeat(10));
        Files.writeString(
                place("text.yaml"),
                "task: {type: text, file: " + place("text.txt") + ", sequenceLength: 5}\n"
                        + "cell: {type: gru, units: 2}\n" + training);
        train("job.yaml", "runs/job");
        train("text.yaml", "runs/shakespeare");
        copy(place("runs/job"), place("runs/other"));
    }

    private static void train(String config, String run) {
        Cli cli = Cli.run("train", place(config), "--run-dir", place(run));
        assertThat(cli.code()).as(cli.err()).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static Stream<String> helped() {
        CommandLine all = Main.commandLine();
        return Stream.concat(Stream.of(all), all.getSubcommands().values().stream())
                .flatMap(command ->
                        Arrays.stream(command.getCommandSpec().usageMessage().footer()))
                .map(String::strip)
                .filter(line -> line.startsWith(START));
    }

    private static Stream<String> documented() throws IOException {
        return Files.readAllLines(Path.of("docs/command-line.md")).stream()
                .map(line -> line.replaceAll("source <\\((.*)\\)", "$1"))
                .filter(line -> line.startsWith(START))
                .map(line -> line.replaceAll(" *#.*", "").strip());
    }

    static Stream<String> examples() throws IOException {
        return Stream.concat(helped(), documented()).distinct();
    }

    private static List<String> arguments(String example) {
        return List.of(example.substring(START.length()).split(" +"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isTaken(String example) {
        List<String> arguments = arguments(example);
        ParseResult parsed = Main.commandLine().parseArgs(arguments.toArray(String[]::new));
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(arguments.get(0));
    }

    static Stream<String> runnable() {
        return helped().distinct()
                .filter(example -> !NOT_RUN.contains(arguments(example).get(0))
                        && !example.contains("--live")
                        && !example.contains("--spark"));
    }

    @ParameterizedTest
    @MethodSource("runnable")
    void doesWhatItSays(String example) throws IOException {
        List<Object> arguments = new ArrayList<>();
        arguments(example).forEach(argument -> arguments.add(argument.matches(PLACE) ? place(argument) : argument));
        String command = arguments(example).get(0);
        boolean trains = Set.of("train", "compare").contains(command);
        if (trains && !example.contains("--run-dir")) {
            arguments.addAll(List.of("--run-dir", place("run-" + example.hashCode())));
        }
        if (command.equals("init") && example.contains("--task") && !example.contains("--out")) {
            arguments.addAll(List.of("--out", place("init-" + example.hashCode() + ".yaml")));
        }
        if (arguments.equals(List.of("ls"))) {
            arguments.add(place("runs"));
        }
        Cli cli = Cli.run(arguments.toArray());
        assertThat(cli.code()).as(cli.err()).isZero();
        if (example.contains("--json")) {
            assertThat(new ObjectMapper().readTree(cli.out()).isObject()).isTrue();
        }
    }

    static Stream<String> commands() {
        return Main.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isThereForEveryCommand(String command) {
        assertThat(helped()).anyMatch(example -> arguments(example).get(0).equals(command));
    }

    @Test
    void isThereForTheProgram() {
        assertThat(Main.commandLine().getCommandSpec().usageMessage().footer()).isNotEmpty();
    }
}
