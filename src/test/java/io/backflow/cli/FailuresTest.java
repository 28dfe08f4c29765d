// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FailuresTest {

    private final StringWriter err = new StringWriter();

    private CommandLine commandLine(String... arguments) {
        CommandLine commandLine = new CommandLine(new ValidateCommand()).setErr(new PrintWriter(err));
        commandLine.parseArgs(arguments);
        return commandLine;
    }

    private int report(Exception failure, String... arguments) {
        CommandLine commandLine = commandLine(arguments);
        return Failures.report(failure, commandLine, commandLine.getParseResult());
    }

    @Test
    void aFaultOfTheProgramIsCalledOne() {
        assertThat(report(new IllegalStateException("odd"), "a.yaml")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("backflow: internal error: java.lang.IllegalStateException: odd;"
                        + " run again with --verbose for the stack trace" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--verbose"})
    void itsStackTraceIsPrintedOnDemand(String option) {
        report(new IllegalStateException("odd"), "a.yaml", option);
        assertThat(err.toString()).contains("\tat " + FailuresTest.class.getName());
    }

    @Test
    void aFullDiskIsARunDirectoryThatCannotBeUsed() {
        String message = "Cannot write runs/a/metrics.jsonl: No space left on device";
        assertThat(report(new UncheckedIOException(message, new IOException()), "a.yaml"))
                .isEqualTo(2);
        assertThat(err.toString()).isEqualTo(message + System.lineSeparator());
    }

    @Test
    void tooLittleMemoryIsSaidInPlainWords() {
        assertThat(Failures.outOfMemory(new OutOfMemoryError("Java heap space"), commandLine("a.yaml")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("out of memory: Java heap space", "fewer units");
    }
}
