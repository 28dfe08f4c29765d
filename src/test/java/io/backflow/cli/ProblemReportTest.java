// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.backflow.config.internal.ConfigReader;
import io.backflow.yaml.internal.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemReportTest {

    @TempDir
    private Path folder;

    private String report(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), content);
        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> new ConfigReader().readJob(file));
        return ProblemReport.of(failure).replace(file.toString(), "a.yaml").replace(System.lineSeparator(), "\n");
    }

    private static String job(String cell) {
        return """
                task: {type: temporal-order, length: 10}
                training: {iterations: 3}
                cell:
                %s
                """.formatted(cell);
    }

    @Test
    void pointsAtThePlaceOfEachProblem() throws IOException {
        assertThat(report(job("  type: lstm\n  units: 0\n  forgetBias: .nan"))).isEqualTo("""
                a.yaml: 2 problems
                  5:10  cell.units must be between 1 and 16384, got 0
                        units: 0
                               ^
                  6:15  cell.forgetBias must be a finite number, got NaN
                        forgetBias: .nan
                                    ^""");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 70, 78, 200})
    void showsOfALongLineWhatIsAroundThePlace(int offset) throws IOException {
        String line = "  {" + " ".repeat(offset) + "type: lstm, units: 0, layers: 1" + " ".repeat(200) + "}";
        String[] lines = report(job(line)).split("\n", -1);
        String source = lines[2];
        String caret = lines[3];
        assertThat(source.charAt(caret.indexOf('^'))).isEqualTo('0');
        assertThat(source.length()).isLessThanOrEqualTo(ProblemReport.WIDTH + 20);
        assertThat(source).contains("units: 0");
    }

    @Test
    void aTabDoesNotMoveTheCaretAndAnEscapeIsNotPassedOn() throws IOException {
        String[] lines = report(job("  {type: lstm,\tunits: 0}")).split("\n", -1);
        assertThat(lines[2].charAt(lines[3].indexOf('^'))).isEqualTo('0');
        assertThat(report("a: \u001b[31mred")).doesNotContain("\u001b");
    }

    @Test
    void countsLettersAndNotTheirBytes() throws IOException {
        String[] lines = report(job("  {\"\ud83d\ude00\": 1, type: lstm}")).split("\n", -1);
        assertThat(lines[2].strip()).startsWith("{\"\ud83d\ude00\"");
        assertThat(lines[3].strip()).isEqualTo("^");
        assertThat(lines[3].indexOf('^') - lines[2].indexOf('{')).isEqualTo(1);
    }

    @Test
    void aProblemOfTheWholeFileHasNoLine() {
        Path missing = folder.resolve("missing.yaml");
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> new ConfigReader().readJob(missing));
        assertThat(ProblemReport.of(failure)).isEqualTo(missing + ": no such file");
    }
}
