// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Writes files so that a reader, also after a crash, finds the old content or the new one and never half of it. */
public final class AtomicFiles {

    /** What the name of a file ends with while it is written. */
    public static final String TEMPORARY = ".tmp";

    private AtomicFiles() {}

    /** Something that writes a whole file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    public static void write(Path file, String text) {
        write(file, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
    }

    public static void write(Path file, Content content) {
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        try {
            content.writeTo(temporary);
            sync(temporary);
            move(temporary, file);
        } catch (IOException e) {
            throw failure(file, e);
        } catch (UncheckedIOException e) { // of a sink, which names the temporary file
            throw failure(file, Objects.requireNonNull(e.getCause()));
        } finally {
            temporary.toFile().delete(); // there only if something failed
        }
    }

    private static UncheckedIOException failure(Path file, IOException cause) {
        return new UncheckedIOException("Cannot write " + file + ": " + FileFailure.reason(cause), cause);
    }

    /**
     * Hands a file to the disk. Without it, a crash could leave the new name with no content. Unlike a channel, it
     * minds no thread's interrupt.
     */
    public static void sync(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.getFD().sync();
        }
    }

    /** Hands a file to the disk and returns its length in bytes. */
    public static long syncedLength(Path file) {
        try {
            sync(file);
            return Files.size(file);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /**
     * Cuts off what a file has after so many bytes.
     *
     * @throws IllegalArgumentException if it has fewer
     */
    public static void cut(Path file, long length) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            if (open.length() < length) {
                throw new IllegalArgumentException(
                        file + " has " + open.length() + " bytes, and had " + length + " when it was saved");
            }
            open.setLength(length);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
