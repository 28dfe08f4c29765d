// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backflow.data.internal.sequence.ContentDigest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of data sets: descriptors, the page that lists them, and the one that the project made. */
class CatalogueTest {

    private static final Path DATASETS = Path.of("datasets");
    private static final Path TWO_TONES = DATASETS.resolve("two-tones");
    private static final String SUFFIX = ".properties";

    @TempDir
    private Path folder;

    @Test
    void knowsTheTextsOfTheFolder() {
        assertThat(Catalogue.textNames()).containsExactly("tinyshakespeare");
        assertThat(Catalogue.names())
                .contains("mnist", "names", "synthetic-control", "sunspots", "jsb-chorales", "polyphonic-music");
        RemoteFile text = Catalogue.text("tinyshakespeare");
        assertThat(text).hasToString("tinyshakespeare/input.txt");
        assertThat(text.bytes()).isEqualTo(1_115_394);
        assertThat(text.source()).hasScheme("https");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.text("two-tones"))
                .withMessage("no such text: two-tones");
    }

    @Test
    void everyDescriptorIsWholeAndEveryDownloadInTheCatalogue() throws IOException {
        for (String name : described()) {
            Properties descriptor = descriptor(name);
            assertThat(descriptor.stringPropertyNames())
                    .as(name)
                    .contains("title", "about", "licence", "citation", "splits", "source", "files");
            if (Catalogue.names().contains(name)) {
                assertThat(Catalogue.dataset(name).files()).as(name).isNotEmpty();
            }
            boolean packed = descriptor.containsKey("archive.url");
            for (String file : descriptor.getProperty("files").split(" ", -1)) {
                assertThat(descriptor.getProperty(file + ".sha256")).as(name).matches("[0-9a-f]{64}");
                assertThat(descriptor.getProperty(file + ".bytes")).as(name).matches("[1-9][0-9]*");
                assertThat(packed || descriptor.containsKey(file + ".url"))
                        .as("%s is fetched from somewhere, or lies in the folder", name)
                        .isEqualTo(Catalogue.names().contains(name))
                        .isNotEqualTo(Files.exists(DATASETS.resolve(name).resolve(file)));
            }
        }
        assertThat(described()).containsAll(Catalogue.names());
    }

    @Test
    void thePageListsWhatTheDescriptorsSay() throws IOException {
        List<String> rows = Files.readString(DATASETS.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| ["))
                .toList();
        assertThat(rows).hasSameSizeAs(described());
        for (String name : described()) {
            Properties descriptor = descriptor(name);
            String row = rows.stream()
                    .filter(each -> each.startsWith("| [" + name + "](" + name + SUFFIX + ") |"))
                    .findFirst()
                    .orElseThrow();
            assertThat(row).contains("| " + descriptor.getProperty("licence") + " |");
            String[] files = descriptor.getProperty("files").split(" ", -1);
            if (descriptor.containsKey("archive")) {
                assertThat(row).contains("`" + descriptor.getProperty("archive") + "`: " + files.length + " files");
                assertThat(row).contains(descriptor.getProperty("archive.url"));
                continue;
            }
            for (String file : files) {
                assertThat(row).contains("`" + file + "`", "`" + descriptor.getProperty(file + ".sha256") + "`");
                assertThat(row).contains(descriptor.getProperty(file + ".url", "(two-tones/make.py)"));
            }
        }
    }

    @Test
    void whatTheProjectMadeIsWhatItsSumsSay() throws IOException {
        byte[] sums = Files.readAllBytes(TWO_TONES.resolve("SHA256SUMS"));
        Properties descriptor = descriptor("two-tones");
        assertThat(new ContentDigest().add(sums).hex()).isEqualTo(descriptor.getProperty("SHA256SUMS.sha256"));
        assertThat(String.valueOf(sums.length)).isEqualTo(descriptor.getProperty("SHA256SUMS.bytes"));
        List<String> lines = new ArrayList<>();
        for (String file : csvFiles(TWO_TONES)) {
            byte[] content = Files.readAllBytes(TWO_TONES.resolve(file));
            lines.add(new ContentDigest().add(content).hex() + "  " + file);
        }
        assertThat(Files.readAllLines(TWO_TONES.resolve("SHA256SUMS"))).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void theScriptMakesTheSameAgain() throws Exception {
        assumeThat(python()).as("python3 is there").isTrue();
        Process make = new ProcessBuilder(
                        "python3", TWO_TONES.resolve("make.py").toString(), folder.toString())
                .inheritIO()
                .start();
        assertThat(make.waitFor()).isZero();
        assertThat(csvFiles(folder)).isEqualTo(csvFiles(TWO_TONES)).hasSize(240);
        for (String file : csvFiles(folder)) {
            assertThat(folder.resolve(file)).hasSameBinaryContentAs(TWO_TONES.resolve(file));
        }
        assertThat(folder.resolve("SHA256SUMS")).hasSameBinaryContentAs(TWO_TONES.resolve("SHA256SUMS"));
    }

    private static boolean python() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static List<String> described() throws IOException {
        try (Stream<Path> files = Files.list(DATASETS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    private static Properties descriptor(String name) throws IOException {
        Properties descriptor = new Properties();
        try (Reader text = Files.newBufferedReader(DATASETS.resolve(name + SUFFIX))) {
            descriptor.load(text);
        }
        return descriptor;
    }

    private static List<String> csvFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<String> names =
                    new ArrayList<>(files.filter(file -> file.toString().endsWith(".csv"))
                            .map(file -> root.relativize(file).toString().replace('\\', '/'))
                            .toList());
            Collections.sort(names);
            return names;
        }
    }
}
