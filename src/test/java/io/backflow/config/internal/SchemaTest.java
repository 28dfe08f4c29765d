// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.ConfigSource;
import io.backflow.yaml.internal.ConfigWriter;
import io.backflow.yaml.internal.NodeComposer;
import io.backflow.yaml.internal.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.util.DefaultIndenter;
import org.nd4j.shade.jackson.core.util.DefaultPrettyPrinter;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The schema that editors are given is the one that follows from the records. After a change to one of them, write it
 * anew:
 *
 * <pre>{@code mvn test -Dtest=SchemaTest -Dbackflow.schema=write}</pre>
 */
class SchemaTest {

    private static final Path FILE = Path.of("src/main/resources" + ConfigSchema.FILE);

    private static final Map<String, Object> SCHEMA = SchemaGenerator.generate();

    private static final boolean WRITES = "write".equals(System.getProperty("backflow.schema"));

    private static String text() throws JsonProcessingException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return new ObjectMapper().writer(printer).writeValueAsString(SCHEMA) + "\n";
    }

    @Test
    void isThatOfTheRecords() throws IOException {
        if (WRITES) {
            Files.writeString(FILE, text());
        }
        assertThat(Files.readString(FILE))
                .as("to write it anew: mvn test -Dtest=SchemaTest -Dbackflow.schema=write")
                .isEqualTo(text());
    }

    @Test
    void everyRecordAndSettingIsExplained() {
        new SchemaValidator(SCHEMA); // has definitions
        ((Map<?, ?>) Objects.requireNonNull(SCHEMA.get("definitions"))).forEach((name, definition) -> {
            Map<?, ?> type = (Map<?, ?>) definition;
            assertThat(type.containsKey("description"))
                    .as("%s has a comment", name)
                    .isTrue();
            if (type.get("properties") instanceof Map<?, ?> properties) {
                properties.forEach((key, setting) -> assertThat((Map<?, ?>) setting)
                        .as("@param %s of %s", key, name)
                        .satisfiesAnyOf(
                                each -> assertThat(each.containsKey("description"))
                                        .isTrue(),
                                each -> assertThat(each.containsKey("const")).isTrue()));
            }
        });
    }

    static Stream<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("configs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    private static List<String> problems(String yaml) {
        ConfigSource source = ConfigSource.of("test.yaml", yaml);
        Object document = SchemaGenerator.plain(NodeComposer.compose(source, new Problems(source)));
        return new SchemaValidator(SCHEMA).check(SCHEMA, document, "");
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void acceptsEveryConfigurationOfOurs(Path file) throws IOException {
        assertThat(problems(Files.readString(file))).isEmpty();
        assertThat(problems(ConfigWriter.write((Record) new ConfigReader(SurfaceConfig.KIND).read(file))))
                .as("with every default filled in")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.backflow.config.internal.MigrationTest#names")
    void acceptsEveryClippingThatUsersOfOtherLibrariesAreTold(Migration.ForeignName name) {
        assertThat(problems(JOB + name.yaml("2"))).isEmpty();
    }

    private static final String JOB = """
            task: {type: temporal-order, length: 10}
            cell: lstm
            training: {iterations: 1}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clipnorm: 1",
                "seed: one",
                "seed: 1.5",
                "layers: mine",
                "clipping: {type: global-nrm}",
                "clipping: {type: global-norm, maxNorm: [1]}",
                "clipping: global-nrm",
                "clipping: groups",
                "clipping: {maxNorm: 1}",
                "recording: {every: 1, often: 2}"
            })
    void refusesWhatTheReaderRefuses(String yaml) {
        assertThat(problems(JOB)).isEmpty();
        assertThat(problems(JOB + yaml)).isNotEmpty();
        assertThat(Yaml.problems(JobConfig.class, JOB + yaml)).isNotEmpty();
    }

    @Test
    void isInTheJar() throws IOException {
        assumeFalse(WRITES, "the class path still has the one before");
        assertThat(ConfigSchema.text()).isEqualTo(text());
    }
}
