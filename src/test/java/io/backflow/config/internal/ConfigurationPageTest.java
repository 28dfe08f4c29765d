// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page of all keys is the one that follows from the records. After a change to one of them, write it anew:
 *
 * <pre>{@code mvn test -Dtest=ConfigurationPageTest -Dbackflow.reference=write}</pre>
 */
class ConfigurationPageTest {

    private static final Path FILE = Path.of("docs/configuration.md");

    @Test
    void isThatOfTheRecords() throws IOException {
        String text = ConfigurationPage.generate();
        if ("write".equals(System.getProperty("backflow.reference"))) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE))
                .as("to write it anew: mvn test -Dtest=ConfigurationPageTest -Dbackflow.reference=write")
                .isEqualTo(text);
    }

    @Test
    void everyLinkLeadsToAHeadingThatIsThereOnce() throws IOException {
        String text = Files.readString(FILE);
        List<String> anchors = text.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> ConfigurationPage.anchor(line.replaceFirst("^#+ ", "")))
                .toList();
        assertThat(anchors).doesNotHaveDuplicates();
        List<String> links = Pattern.compile("\\(#([^)]*)\\)")
                .matcher(text)
                .results()
                .map(link -> link.group(1))
                .toList();
        assertThat(links).isNotEmpty().isSubsetOf(anchors);
    }

    @ParameterizedTest
    @MethodSource("io.backflow.config.internal.DefaultsTest#records")
    void noKeyIsMissing(Class<?> type) throws IOException {
        String text = Files.readString(FILE);
        for (Setting setting : RecordShape.of(type).settings()) {
            if (!setting.unwrapped()) {
                assertThat(text).as("%s of %s", setting.name(), type).contains("| `" + setting.name() + "` |");
            }
        }
    }
}
