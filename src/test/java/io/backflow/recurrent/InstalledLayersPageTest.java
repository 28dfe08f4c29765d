// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every line of the page on installed layers names tests, and they are there. */
class InstalledLayersPageTest {

    private static final Path PAGE = Path.of("docs", "installed-layers.md");
    private static final Path TESTS = Path.of("src", "test", "java", "io", "backflow");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:#(\\w+))?`");

    @Test
    void everyLineNamesTestsThatExist() throws IOException {
        List<String> lines = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| case"))
                .toList();
        assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line).containsPattern(NAMED));
        for (MatchResult named :
                NAMED.matcher(String.join("\n", lines)).results().toList()) {
            String source = source(named.group(1) + ".java");
            assertThat(source).contains("class " + named.group(1));
            if (named.group(2) != null) {
                assertThat(source).contains("void " + named.group(2) + "(");
            }
        }
    }

    private static String source(String file) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            List<Path> found = files.filter(path -> path.endsWith(file)).toList();
            assertThat(found).as(file).hasSize(1);
            return Files.readString(found.get(0));
        }
    }
}
