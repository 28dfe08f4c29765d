// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A text file that is written in whole lines through a buffer of fixed size.
 *
 * <p>The buffer only ever holds whole lines, so that the file ends with one whenever it was handed over: a process that
 * is killed loses what is in the buffer and leaves no half line. Only a write that breaks off in the middle, as on a
 * full disk, can; its rest is cut off again.
 */
public final class LineFile implements AutoCloseable {

    /** Size of the buffer in bytes. A longer line goes past it. */
    static final int BUFFER = 1 << 16;

    /** So many writes stay in the buffer at most: what a crash can cost. */
    static final int FLUSH_EVERY = 50;

    /** A line is handed over with the next one that comes so much later, so that a reader can follow a slow run. */
    static final long FLUSH_NANOS = 1_000_000_000L;

    private final Path path;
    private final LineEnds lineEnds;
    private final OutputStream out;
    private final LongSupplier nanoTime;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private int unflushed;
    private long flushed;
    private @Nullable String closed;

    LineFile(Path path, LineEnds lineEnds, OutputStream out, LongSupplier nanoTime) {
        this.path = path;
        this.lineEnds = lineEnds;
        this.out = out;
        this.nanoTime = nanoTime;
        this.flushed = nanoTime.getAsLong();
    }

    /** Opens a file: a new one, or one that is emptied. */
    public static LineFile create(Path path, LineEnds lineEnds) {
        return open(
                path,
                lineEnds,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    /**
     * Opens a file to go on at its end, after cutting off a last line that is not whole; a new one if there is none.
     */
    public static LineFile append(Path path, LineEnds lineEnds) {
        try {
            lineEnds.dropCutLine(path);
        } catch (IOException e) {
            throw failure(path, e);
        }
        return open(path, lineEnds, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static LineFile open(Path path, LineEnds lineEnds, OpenOption... options) {
        try {
            // Unlike a channel's, this stream does not close itself when the thread that writes is interrupted.
            return new LineFile(path, lineEnds, Files.newOutputStream(path, options), System::nanoTime);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /**
     * Writes lines that belong together.
     *
     * @param lines each with its line end
     */
    public synchronized void write(String lines) {
        if (closed != null) {
            throw new IllegalStateException("Cannot write " + path + ": it " + closed);
        }
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > buffer.length - used) {
            handOver(buffer, used);
            used = 0;
        }
        if (bytes.length > buffer.length) {
            handOver(bytes, bytes.length);
        } else {
            System.arraycopy(bytes, 0, buffer, used, bytes.length);
            used += bytes.length;
        }
        unflushed++;
        if (unflushed >= FLUSH_EVERY || nanoTime.getAsLong() - flushed >= FLUSH_NANOS) {
            flush();
        }
    }

    public synchronized void flush() {
        if (closed == null) {
            handOver(buffer, used);
            used = 0;
            unflushed = 0;
            flushed = nanoTime.getAsLong();
        }
    }

    @Override
    public synchronized void close() {
        if (closed != null) {
            return;
        }
        flush();
        closed = "is closed";
        try {
            out.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private void handOver(byte[] bytes, int count) {
        if (count == 0) {
            return;
        }
        try {
            out.write(bytes, 0, count);
        } catch (IOException e) {
            closed = "failed before";
            mend(e);
            throw failure(path, e);
        }
    }

    /** Leaves whole lines behind after a write that broke off. */
    private void mend(IOException reason) {
        try {
            out.close();
            lineEnds.dropCutLine(path);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static UncheckedIOException failure(Path path, IOException cause) {
        return new UncheckedIOException("Cannot write " + path + ": " + FileFailure.reason(cause), cause);
    }
}
