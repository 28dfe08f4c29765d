// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsUtf8AsItIs() throws IOException {
        String text = "first\r\nsecond – é 😀\n\n";

        assertThat(TextFile.read(write(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo(text);
    }

    @Test
    void leavesOutAByteOrderMark() throws IOException {
        assertThat(TextFile.read(write("\ufefftext".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("text");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void namesTheLineAndTheByteThatIsNoText(String what, byte[] content, String message) throws IOException {
        Path file = write(content);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> TextFile.read(file))
                .withMessage(file + message);
    }

    static List<Arguments> namesTheLineAndTheByteThatIsNoText() {
        return List.of(
                Arguments.of(
                        "Latin-1",
                        "one\ntwo\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1),
                        ":3: not UTF-8: byte 0xE9 at offset 11 of the file"),
                Arguments.of(
                        "a character cut off by the end of the file",
                        new byte[] {'a', '\n', 'b', (byte) 0xe2, (byte) 0x82},
                        ":2: not UTF-8: byte 0xE2 at offset 3 of the file"),
                Arguments.of(
                        "half a surrogate pair",
                        new byte[] {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
                        ":1: not UTF-8: byte 0xED at offset 1 of the file"),
                Arguments.of(
                        "zero bytes",
                        new byte[] {'P', 'K', '\n', 3, 4, 0, 0},
                        ":2: binary, not text: a zero byte at offset 5 of the file"),
                Arguments.of("nothing", new byte[0], ": the file is empty"),
                Arguments.of(
                        "a byte order mark and nothing else",
                        "\ufeff".getBytes(StandardCharsets.UTF_8),
                        ": the file is empty"));
    }

    @Test
    void refusesWhatIsNotThere() {
        Path file = folder.resolve("missing.txt");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> TextFile.read(file))
                .withMessage("cannot read data: no such file: " + file);
    }

    @Test
    void refusesADirectory() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> TextFile.read(folder))
                .withMessage(folder + ": is a directory, a file is needed");
    }

    @Test
    void refusesAFileThatMemoryWouldNotHold() throws IOException {
        Path file = folder.resolve("large.txt");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(TextFile.MAX_BYTES + 1);
        }
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> TextFile.read(file))
                .withMessage(file + ": has 134217729 bytes, at most 134217728 are read");
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("file.txt"), content);
    }
}
