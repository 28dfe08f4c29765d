// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside the sources that a stranger looks for first. */
class ProjectFilesTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:)[^)#]+)[^)]*\\)");

    @ParameterizedTest
    @ValueSource(strings = {"CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "datasets/README.md"})
    void everyLinkLeadsToAFile(String name) throws IOException {
        Path page = Path.of(name).toAbsolutePath();
        assertThat(LINK.matcher(Files.readString(page)).results().map(match -> match.group(1)))
                .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }

    @Test
    void theLicenceIsApacheAndNamesTheProject() throws IOException {
        assertThat(Path.of("LICENSE")).content().contains("Version 2.0, January 2004", "Copyright 2026 Backflow");
        assertThat(Path.of("NOTICE")).content().startsWith("Backflow\n");
        assertThat(Path.of("pom.xml")).content().contains("<name>Apache-2.0</name>");
    }
}
