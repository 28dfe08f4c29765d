// SPDX-License-Identifier: Apache-2.0
package host;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.cli.Main;
import io.backflow.setting.Extension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's own cell and task are named in a file, and train. */
class OwnCellAndTaskTest {

    @TempDir
    private Path folder;

    @Test
    void train() throws IOException, InterruptedException {
        Path services = Files.createDirectories(folder.resolve("host/META-INF/services"));
        Files.writeString(services.resolve(Extension.class.getName()), HostExtension.class.getName());
        Path job = Files.writeString(folder.resolve("job.yaml"), """
                task: {type: host-first-number, length: 4}
                cell: {type: host-linear, units: 2, recurrentWeights: {type: identity, scale: 0.5}}
                clipping:
                  type: groups
                  groups: [{match: rnn0/RW, policy: {type: value, threshold: 1}}]
                training: {iterations: 3, batchSize: 2}
                """);
        Path run = folder.resolve("run");

        assertThat(backflow("train", job.toString(), "--run-dir", run.toString()))
                .as(Files.readString(folder.resolve("output.txt")))
                .isZero();

        assertThat(run.resolve("config.yaml"))
                .content()
                .contains("type: host-first-number", "length: 4", "type: host-linear", "units: 2", "layers: 1");
        assertThat(run.resolve("status.json")).content().contains("finished");
    }

    private int backflow(String... arguments) throws IOException, InterruptedException {
        String classPath = folder.resolve("host")
                + File.pathSeparator
                + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Main.class.getName());
        builder.command().addAll(List.of(arguments));
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile());
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
