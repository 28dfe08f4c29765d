// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

    @TempDir
    Path folder;

    private long now = -5_000_000_000L; // System.nanoTime may be negative

    /** Counts what is handed over, and whether it ends with a line. */
    private static final class Handed extends OutputStream {
        private long bytes;
        private int largest;
        private int halfLines;

        @Override
        public void write(int b) {
            throw new AssertionError("byte by byte");
        }

        @Override
        public void write(byte[] data, int offset, int count) {
            bytes += count;
            largest = Math.max(largest, count);
            halfLines += data[offset + count - 1] == '\n' ? 0 : 1;
        }
    }

    @Test
    void holdsABoundedPartOfAHundredThousandLinesAndHandsOverWholeOnes() {
        Handed handed = new Handed();
        LineFile file = new LineFile(Path.of("lines"), LineEnds.PLAIN, handed, () -> now);
        String line = "x".repeat(1_999) + '\n';
        long written = 0;
        long mostHeld = 0;
        for (int i = 0; i < 100_000; i++) {
            file.write(line);
            written += line.length();
            mostHeld = Math.max(mostHeld, written - handed.bytes);
        }
        file.close();
        assertThat(mostHeld).isBetween(1L, (long) LineFile.BUFFER);
        assertThat(handed.largest).isLessThanOrEqualTo(LineFile.BUFFER);
        assertThat(handed.halfLines).isZero();
        assertThat(handed.bytes).isEqualTo(written);
    }

    @Test
    void handsOverEveryFiftiethLineAtTheLatest() {
        Handed handed = new Handed();
        LineFile file = new LineFile(Path.of("lines"), LineEnds.PLAIN, handed, () -> now);
        for (int i = 0; i < 49; i++) {
            file.write("x\n");
        }
        assertThat(handed.bytes).isZero();
        file.write("x\n");
        assertThat(handed.bytes).isEqualTo(100);
        file.close();
    }

    @Test
    void handsOverALineThatComesASecondAfterTheLastTime() {
        Handed handed = new Handed();
        LineFile file = new LineFile(Path.of("lines"), LineEnds.PLAIN, handed, () -> now);
        file.write("x\n");
        now += LineFile.FLUSH_NANOS - 1;
        file.write("x\n");
        assertThat(handed.bytes).isZero();
        now++;
        file.write("x\n");
        assertThat(handed.bytes).isEqualTo(6);
        now += LineFile.FLUSH_NANOS - 1;
        file.write("x\n");
        assertThat(handed.bytes).isEqualTo(6);
        file.close();
        assertThat(handed.bytes).isEqualTo(8);
    }

    @Test
    void aLineLongerThanTheBufferIsWrittenInItsPlace() throws IOException {
        Path path = folder.resolve("long");
        String longer = "y".repeat(LineFile.BUFFER + 1) + '\n';
        try (LineFile file = LineFile.create(path, LineEnds.PLAIN)) {
            file.write("before\n");
            file.write(longer);
            file.write("after\n");
        }
        assertThat(Files.readString(path)).isEqualTo("before\n" + longer + "after\n");
    }

    @Test
    void anInterruptedThreadCanStillWrite() throws IOException {
        Path path = folder.resolve("interrupted");
        try (LineFile file = LineFile.create(path, LineEnds.PLAIN)) {
            Thread.currentThread().interrupt();
            file.write("one\n");
            file.flush();
            file.write("two\n");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Files.readString(path)).isEqualTo("one\ntwo\n");
    }

    @Test
    void refusesToGoOnAfterClosing() {
        Path path = folder.resolve("closed");
        LineFile file = LineFile.create(path, LineEnds.PLAIN);
        file.close();
        file.close();
        file.flush();
        assertThatIllegalStateException()
                .isThrownBy(() -> file.write("x\n"))
                .withMessage("Cannot write " + path + ": it is closed");
    }

    /** Takes some of the bytes, as a disk does that is about to be full. */
    private static OutputStream fullAfter(OutputStream disk, int room) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("byte by byte");
            }

            @Override
            public void write(byte[] data, int offset, int count) throws IOException {
                disk.write(data, offset, Math.min(room, count));
                throw new IOException("No space left on device");
            }

            @Override
            public void close() throws IOException {
                disk.close();
            }
        };
    }

    @Test
    void aFullDiskIsNamedAndLeavesWholeLines() throws IOException {
        Path path = folder.resolve("full");
        LineFile file = new LineFile(path, LineEnds.PLAIN, fullAfter(Files.newOutputStream(path), 7), () -> now);
        file.write("one\n");
        file.write("two\n");
        assertThatThrownBy(file::flush)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("No space left on device");
        assertThat(Files.readString(path)).isEqualTo("one\n");
        assertThatIllegalStateException()
                .isThrownBy(() -> file.write("three\n"))
                .withMessage("Cannot write " + path + ": it failed before");
        file.close();
    }

    @Test
    void theFullDeviceIsNamed() {
        Path device = Path.of("/dev/full");
        assumeThat(device).exists();
        assertThatThrownBy(() -> {
                    try (LineFile file = LineFile.create(device, LineEnds.PLAIN)) {
                        file.write("x\n");
                    }
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/dev/full");
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() {
        assertThatThrownBy(() -> LineFile.create(folder, LineEnds.PLAIN))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.toString());
        Path lost = folder.resolve("no/such/folder");
        assertThatThrownBy(() -> LineFile.append(lost, LineEnds.PLAIN))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(lost.toString());
    }
}
