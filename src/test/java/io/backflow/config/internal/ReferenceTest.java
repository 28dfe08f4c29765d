// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference of all settings is the one that follows from the records. After a change to one of them, write it anew:
 *
 * <pre>{@code mvn test -Dtest=ReferenceTest -Dbackflow.reference=write}</pre>
 */
class ReferenceTest {

    private static final Path FILE = Path.of("configs/reference.yaml");

    @Test
    void isThatOfTheRecords() throws IOException {
        String text = ReferenceGenerator.generate();
        if ("write".equals(System.getProperty("backflow.reference"))) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE))
                .as("to write it anew: mvn test -Dtest=ReferenceTest -Dbackflow.reference=write")
                .isEqualTo(text);
    }

    /** Every file of the folder that names the schema names the one that is there. */
    @Test
    void editorsFindTheSchema() throws IOException {
        try (Stream<Path> files = Files.list(FILE.getParent())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (line.contains("$schema=")) {
                        assertThat(file.resolveSibling(line.substring(line.indexOf('=') + 1))
                                        .normalize())
                                .as(file.toString())
                                .isEqualTo(Path.of("src/main/resources" + ConfigSchema.FILE))
                                .isRegularFile();
                    }
                }
            }
        }
    }

    @Test
    void everySettingOfTheJobHasItsDefault() {
        JobConfig minimal = Yaml.bind(JobConfig.class, """
                name: reference
                task: {type: temporal-order, length: 50}
                cell: lstm
                training: {iterations: 1000}
                """);
        assertThat(new ConfigReader().readJob(FILE)).isEqualTo(minimal.resolved());
    }

    @TestFactory
    Stream<DynamicTest> whatIsCommentedOutCanBeSwitchedOn() {
        return ReferenceGenerator.everyBlock().stream()
                .map(block -> DynamicTest.dynamicTest(block.key() + " " + block.chosenAs(), () -> {
                    String yaml = String.join("\n", block.lines());
                    assertThat(Yaml.bind(block.type().asSubclass(Record.class), withoutType(yaml, block.chosenAs())))
                            .isNotNull();
                }));
    }

    @ParameterizedTest
    @CsvSource({"A comparison: ,tasks", "An error surface: ,surface"})
    void theOtherFilesCanBeSwitchedOn(String begin, String key, @TempDir Path folder) throws IOException {
        String yaml = Files.readString(FILE)
                .lines()
                .dropWhile(line -> !line.startsWith("# " + begin))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));
        assertThat(yaml).contains("\n" + key + ":");
        Path file = Files.writeString(folder.resolve("file.yaml"), yaml);
        assertThat(new ConfigReader(SurfaceConfig.KIND).read(file)).isNotInstanceOf(JobConfig.class);
    }

    @ParameterizedTest
    @MethodSource("io.backflow.config.internal.DefaultsTest#records")
    void noKeyIsMissing(Class<?> type) throws IOException {
        String text = Files.readString(FILE);
        for (Setting setting : RecordShape.of(type).settings()) {
            if (!setting.unwrapped()) {
                assertThat(text)
                        .as("%s of %s", setting.name(), type)
                        .containsPattern("(?m)^[# -]*" + setting.name() + ":");
            }
        }
    }

    private static String withoutType(String yaml, @Nullable String chosenAs) {
        String rest = chosenAs == null ? yaml : yaml.replace("type: " + chosenAs, "");
        return rest.lines().allMatch(line -> line.isBlank() || line.startsWith("#")) ? "{}" : rest;
    }
}
