// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.record.Csv;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.run.internal.FullDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void oldContent() throws IOException {
        file = Files.writeString(folder.resolve("a.json"), "old");
    }

    @Test
    void replacesTheContentAndLeavesNothingElse() throws IOException {
        AtomicFiles.write(file, "new é");
        assertThat(file).hasContent("new é");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aReaderSeesTheOldContentUntilTheNewOneIsWhole() {
        AtomicFiles.write(file, temporary -> {
            Files.writeString(temporary, "ne");
            assertThat(file).hasContent("old");
            Files.writeString(temporary, "new");
        });
        assertThat(file).hasContent("new");
    }

    @Test
    void aFullDiskKeepsTheOldContentAndIsNamed() throws IOException {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AtomicFiles.write(file, temporary -> {
                    Files.writeString(temporary, "ne");
                    throw new IOException("No space left on device");
                }))
                .withMessageContaining("Cannot write " + file)
                .withMessageContaining("No space left on device");
        assertOldContentAlone();
    }

    @Test
    void aSinkThatFailsInsideNamesTheFileAndNotItsTemporaryOne() throws IOException {
        Path table = folder.resolve("table.csv");
        Files.createSymbolicLink(folder.resolve("table.csv.tmp"), FullDevice.path());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AtomicFiles.write(table, temporary -> {
                    try (RecordSink sink = Csv.create(temporary)) {
                        sink.write(Row.builder().with("a", 1).build());
                    }
                }))
                .withMessage("Cannot write " + table + ": No space left on device");
        assertOldContentAlone();
    }

    @Test
    void soDoesAWriterThatBreaks() throws IOException {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> AtomicFiles.write(file, temporary -> {
                    Files.writeString(temporary, "ne");
                    throw new IllegalStateException("broken");
                }));
        assertOldContentAlone();
    }

    private void assertOldContentAlone() throws IOException {
        assertThat(file).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatACrashLeftBehindIsOverwritten() throws IOException {
        Files.writeString(folder.resolve("a.json.tmp"), "half a fi");
        AtomicFiles.write(file, "new");
        assertThat(file).hasContent("new");
        assertThat(folder.resolve("a.json.tmp")).doesNotExist();
    }

    @Test
    void anInterruptedThreadWritesToo() {
        Thread.currentThread().interrupt();
        try {
            AtomicFiles.write(file, "new");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).hasContent("new");
    }
}
