// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.ConfigSource;
import io.backflow.yaml.internal.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnusableFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("job.yaml");
    }

    @Test
    void missing() {
        assertUnusable("no such file");
    }

    @Test
    void directory() throws IOException {
        Files.createDirectory(file);
        assertUnusable("is a directory, not a configuration file");
    }

    @Test
    void unreadable() throws IOException {
        Files.writeString(file, "name: a");
        assumeThat(Files.getFileStore(file).supportsFileAttributeView("posix")).isTrue();
        Files.setPosixFilePermissions(file, Set.of());
        // The super-user reads everything.
        assumeThat(Files.isReadable(file)).isFalse();
        assertUnusable("permission to read denied");
    }

    @Test
    void belowAFile() throws IOException {
        Files.writeString(file, "name: a");
        file = file.resolve("job.yaml");
        assertUnusable("cannot be read: Not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n\n", "# only\n  # comments\n", "\uFEFF", "---\n", "--- # nothing\n...\n"})
    void empty(String text) throws IOException {
        Files.writeString(file, text);
        assertUnusable("is empty");
    }

    @Test
    void binary() throws IOException {
        Files.write(file, new byte[] {'a', ':', ' ', 0, 1, 2});
        assertUnusable("is not text: byte 3 is 0x00");
    }

    @Test
    void inAnotherEncoding() throws IOException {
        Files.write(file, "name: \u00FCber".getBytes(StandardCharsets.ISO_8859_1));
        assertUnusable("is not UTF-8 text: byte 6 is 0xFC");
        Files.write(file, "name: a\u00FC".getBytes(StandardCharsets.ISO_8859_1));
        assertUnusable("is not UTF-8 text: byte 7 is 0xFC");
    }

    @Test
    void cutInsideACharacter() throws IOException {
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE2, (byte) 0x82});
        assertUnusable("is not UTF-8 text: byte 3 is 0xE2");
    }

    @Test
    void tooLarge() throws IOException {
        Files.writeString(file, "#".repeat(ConfigSource.LARGEST));
        assertUnusable("is empty");
        Files.writeString(file, "#".repeat(ConfigSource.LARGEST + 1));
        assertUnusable("is larger than 1048576 bytes, too large for a configuration");
    }

    private void assertUnusable(String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigReader().read(file))
                .withMessage(file + ": " + message)
                .satisfies(e -> assertThat(e.problems()).containsExactly(new Problem(0, 0, message, null)));
    }
}
