// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import io.backflow.setting.internal.FileFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A file of events, each framed as TensorFlow's record format has it: its length, the length's checksum, its bytes and
 * their checksum.
 *
 * <p>Files of one run are numbered, in the order in which TensorBoard reads them. Whole events are handed over together,
 * so that a reader sees half of one only while it is written.
 */
final class EventFile {

    /** So many events stay in the buffer at most: what a crash can cost. */
    static final int FLUSH_EVERY = 50;

    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.([0-9]{10})\\.backflow");

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final OutputStream out;
    private int unflushed;
    private String closed = "";

    private EventFile(Path path) {
        this.path = path;
        try {
            this.out = new BufferedOutputStream(Files.newOutputStream(path), BUFFER);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Starts the files of a folder, losing those of an earlier run. */
    static EventFile first(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Path file : filesIn(folder)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw failure(pathOf(folder, 1), e);
        }
        return new EventFile(pathOf(folder, 1));
    }

    /** Starts a further file, after those that are there. */
    static EventFile next(Path folder) {
        try {
            Files.createDirectories(folder);
            long last = filesIn(folder).stream()
                    .mapToLong(EventFile::numberOf)
                    .max()
                    .orElse(0);
            return new EventFile(pathOf(folder, last + 1));
        } catch (IOException e) {
            throw failure(pathOf(folder, 1), e);
        }
    }

    static Path pathOf(Path folder, long number) {
        return folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.backflow", number));
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> numberOf(file) > 0).toList();
        }
    }

    private static long numberOf(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    void write(Proto event) {
        if (!closed.isEmpty()) {
            throw new IllegalStateException("Cannot write " + path + ": it " + closed);
        }
        byte[] bytes = event.toBytes();
        byte[] length = little(Long.BYTES).putLong(bytes.length).array();
        try {
            out.write(length);
            out.write(checksum(length));
            out.write(bytes);
            out.write(checksum(bytes));
            unflushed++;
            if (unflushed >= FLUSH_EVERY) {
                flush();
            }
        } catch (IOException e) {
            closed = "failed before";
            throw failure(path, e);
        }
    }

    void flush() {
        if (!closed.isEmpty()) {
            return;
        }
        try {
            out.flush();
            unflushed = 0;
        } catch (IOException e) {
            closed = "failed before";
            throw failure(path, e);
        }
    }

    void close() {
        if (!closed.isEmpty()) {
            return;
        }
        closed = "is closed";
        try {
            out.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Masked, since a checksum of bytes that hold their own checksum says little. */
    private static byte[] checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
        return little(Integer.BYTES).putInt(masked).array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static UncheckedIOException failure(Path path, IOException cause) {
        return new UncheckedIOException("Cannot write " + path + ": " + FileFailure.reason(cause), cause);
    }
}
