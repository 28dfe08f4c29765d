// SPDX-License-Identifier: Apache-2.0
package host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's own cell and task are named in a file, and train. */
class OwnCellAndTaskTest {

    @TempDir
    private Path folder;

    @Test
    void train() throws IOException, InterruptedException {
        HostProgram backflow = new HostProgram(folder);
        Path job = Files.writeString(folder.resolve("job.yaml"), """
                task: {type: host-first-number, length: 4}
                cell: {type: host-linear, units: 2, recurrentWeights: {type: identity, scale: 0.5}}
                clipping:
                  type: groups
                  groups: [{match: rnn0/RW, policy: {type: value, threshold: 1}}]
                training: {iterations: 3, batchSize: 2}
                """);
        Path run = folder.resolve("run");

        assertThat(backflow.run("train", job.toString(), "--run-dir", run.toString()))
                .as(backflow.output())
                .isZero();

        assertThat(run.resolve("config.yaml"))
                .content()
                .contains("type: host-first-number", "length: 4", "type: host-linear", "units: 2", "layers: 1");
        assertThat(run.resolve("status.json")).content().contains("finished");
    }
}
