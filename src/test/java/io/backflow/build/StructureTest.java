// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the sizes of the house: of lines, files, packages and of what the public sees. */
class StructureTest {

    private static final Path MAIN = Path.of("src", "main", "java");

    private static final int COLUMNS = 120;
    private static final int FILES_OF_A_PACKAGE = 30;
    private static final int PUBLIC_TYPES = 110;
    private static final int MEDIAN_LINES = 70;
    private static final int P90_LINES = 170;

    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^public (?:(?:abstract|final|sealed|non-sealed) )*(?:class|interface|record|enum|@interface) ");

    @Test
    void noPackageHasMoreThanThirtyFiles() throws IOException {
        Map<Path, Long> sizes = sources(MAIN).stream().collect(groupingBy(Path::getParent, counting()));

        assertThat(sizes)
                .allSatisfy((directory, files) ->
                        assertThat(files).as("files in %s", directory).isLessThanOrEqualTo(FILES_OF_A_PACKAGE));
    }

    @Test
    void thePublicSeesAtMostAHundredAndTenTypes() throws IOException {
        List<Path> seen = sources(MAIN).stream()
                .filter(file -> !file.toString().contains("internal"))
                .filter(file -> PUBLIC_TYPE.matcher(read(file)).find())
                .toList();

        assertThat(seen).hasSizeLessThanOrEqualTo(PUBLIC_TYPES);
    }

    @Test
    void filesAreSmall() throws IOException {
        List<Integer> lengths = sources(MAIN).stream()
                .map(file -> (int) read(file).lines().count())
                .sorted()
                .toList();

        assertThat(lengths.get(lengths.size() / 2)).as("median").isLessThan(MEDIAN_LINES);
        assertThat(lengths.get(lengths.size() * 9 / 10)).as("90th percentile").isLessThan(P90_LINES);
    }

    @Test
    void noLineIsLongerThanAScreen() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources(Path.of("src"))) {
            boolean test = file.startsWith(Path.of("src", "test"));
            List<String> lines = read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                // A test's texts and tables stand as they are.
                boolean held =
                        !test || line.strip().startsWith("*") || line.strip().startsWith("//");
                if (held && line.codePointCount(0, line.length()) > COLUMNS) {
                    tooLong.add(file + ":" + (i + 1));
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }

    private static List<Path> sources(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
