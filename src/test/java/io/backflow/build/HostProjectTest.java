// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProjectTest {

    @TempDir
    private Path directory;

    /** A difference here changes what every user downloads: change the list only on purpose. */
    @Test
    void aHostProjectGetsTheListedArtifactsAndNoOthers() throws IOException, InterruptedException {
        Set<String> dependencies = new HostProject(directory).dependencies();

        assertThat(dependencies)
                .as("dependencies of a host project, against %s", HostArtifacts.RESOURCE)
                .containsExactlyInAnyOrderElementsOf(HostArtifacts.expected());
    }

    @Test
    void theListHasNoCommandLineLoggingOrNativeBackend() {
        assertThat(HostArtifacts.expectedNames())
                .contains("deeplearning4j-nn", "nd4j-api", "slf4j-api")
                .doesNotContain("picocli", "progressbar", "snakeyaml-engine", "deeplearning4j-core", "datavec-api")
                .noneMatch(name -> name.startsWith("logback")
                        || name.startsWith("nd4j-native-p")
                        || name.equals("nd4j-native")
                        || name.startsWith("openblas"));
    }
}
