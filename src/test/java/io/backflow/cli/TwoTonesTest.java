// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that trains on the project's own data set, for one epoch instead of its own. */
class TwoTonesTest {

    private static final Path CONFIG = Path.of("configs/two-tones.yaml");

    @TempDir
    private Path folder;

    @Test
    void trainsOnTheDataSetOfTheProject() throws IOException {
        String yaml = Files.readString(CONFIG);
        Path config = folder.resolve("two-tones.yaml");
        Files.writeString(config, yaml.replaceFirst("epochs: \\d+", "epochs: 1"));
        assertThat(config).content().isNotEqualTo(yaml);

        Cli run = Cli.run("train", config, "--run-dir", folder.resolve("run"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("csv", "lstm");
        assertThat(folder.resolve("run/summary.json")).isNotEmptyFile();
    }
}
