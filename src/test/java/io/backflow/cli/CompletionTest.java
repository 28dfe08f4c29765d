// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion as bash does it: the script is sourced, a line is begun, and the answers are read. */
class CompletionTest {

    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "backflow co, compare completion",
        "backflow ls --st, --status",
        "backflow export --wh, --what",
        "backflow train --fail, --fail-on-divergence"
    })
    void completesInBash(String line, String expected) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(BASH), "no bash");
        Path script = Files.writeString(
                folder.resolve("backflow"), Cli.run("completion", "bash").out());
        String ask = """
                source %s
                COMP_LINE='%s'
                COMP_WORDS=($COMP_LINE)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_POINT=${#COMP_LINE}
                function=$(complete -p backflow | sed -E 's/.* -F ([^ ]+).*/\\1/')
                $function backflow "${COMP_WORDS[COMP_CWORD]}" ""
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(script, line);
        Process bash = new ProcessBuilder(BASH.toString(), "-c", ask)
                .redirectErrorStream(true)
                .start();
        List<String> answers = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
        assertThat(bash.waitFor()).as("%s", answers).isZero();
        assertThat(answers).contains(expected.split(" "));
    }

    @Test
    void asksZshForItsEmulationOfBash() {
        Cli cli = Cli.run("completion", "zsh");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).startsWith("#compdef backflow").contains("bashcompinit");
        assertThat(Cli.run("completion", "fish").code()).isEqualTo(2);
    }
}
