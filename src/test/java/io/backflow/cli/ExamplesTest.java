// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The examples of every command's help and of its page: they are parsed. What they do is tested beside each command, on
 * runs that are there; here the arguments only have to be ones that the command takes.
 */
class ExamplesTest {

    private static final String START = "backflow ";

    private static Stream<String> helped() {
        Map<String, CommandLine> commands = Main.commandLine().getSubcommands();
        return commands.values().stream()
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

    @ParameterizedTest
    @MethodSource("examples")
    void isTaken(String example) {
        List<String> arguments = List.of(example.substring(START.length()).split(" +"));
        ParseResult parsed = Main.commandLine().parseArgs(arguments.toArray(String[]::new));
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(arguments.get(0));
    }

    @ParameterizedTest
    @MethodSource("newer")
    void isThere(String command) {
        assertThat(helped()).anyMatch(example -> example.startsWith(START + command));
    }

    static List<String> newer() {
        return List.of("train", "compare", "watch", "ls", "show", "diff", "export", "doctor", "completion");
    }
}
