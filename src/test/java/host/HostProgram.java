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

/**
 * The program with the host's extension on its class path, in a process of its own.
 *
 * @param folder where it may leave files
 */
record HostProgram(Path folder) {

    /** Runs a command and returns its exit code. */
    int run(String... arguments) throws IOException, InterruptedException {
        Path services = Files.createDirectories(folder.resolve("host/META-INF/services"));
        Files.writeString(services.resolve(Extension.class.getName()), HostExtension.class.getName());
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

    /** Returns what the last command printed. */
    String output() throws IOException {
        return Files.readString(folder.resolve("output.txt"));
    }
}
