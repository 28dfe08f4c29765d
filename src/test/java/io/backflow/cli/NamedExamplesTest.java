// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.Yaml;
import io.backflow.data.DataEnvironment;
import io.backflow.data.internal.file.SequencesConfig;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sequence whose values nobody can learn from is named by file and line. */
class NamedExamplesTest {

    @TempDir
    private Path folder;

    private Path write(int badLine) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int line = 1; line <= 20; line++) {
            String values = line == badLine ? ",3e20,-3e20" : ",0." + line + ",-0." + line;
            text.append(line % 2).append(values.repeat(2)).append('\n');
        }
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    /** Returns a line that training reads. */
    private int ofTraining(Path file) {
        DataEnvironment environment = DataFiles.of(null, Map.of(), folder, DownloadProgress.NONE);
        String place = Yaml.bind(SequencesConfig.class, "{file: " + file + ", label: first}")
                .open(environment)
                .training(1, 1)
                .next()
                .getExampleMetaData()
                .get(0)
                .toString();
        return Integer.parseInt(place.substring(place.lastIndexOf(' ') + 1));
    }

    @Test
    void theReasonAndThePageOfADivergedRunNameTheLine() throws IOException {
        Path file = write(0);
        int line = ofTraining(file);
        write(line);
        Path job = Files.writeString(folder.resolve("job.yaml"), """
                task: {type: sequences, file: %s, label: first, standardise: false}
                cell: {type: simple-rnn, units: 3, activation: relu}
                training: {updater: {type: sgd, learningRate: 0.1}, batchSize: 4, epochs: 1}
                nonFinite: {action: fail, maxNorm: 1e6}
                flow: null
                """.formatted(file));
        Path run = folder.resolve("run");
        Cli.run("train", job, "--run-dir", run);
        String place = "rows.csv, line " + line;
        assertThat(Files.readString(run.resolve("status.json"))).contains(place + ", 100 % of the gradient; nonFinite");
        String page = Cli.run("show", run).out().replaceAll("\\s+", " ");
        assertThat(page)
                .contains(place + ", 100 % of the gradient;")
                .contains("large shares " + place + ": first in 1 with up to 100%; of 1 updates that name examples");
    }
}
