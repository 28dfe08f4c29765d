// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Writes files so that a reader, also after a crash, finds the old content or the new one and never half of it. */
public final class AtomicFiles {

    /** What the name of a file ends with while it is written. */
    public static final String TEMPORARY = ".tmp";

    private static final ExecutorService SYNCS = Executors.newCachedThreadPool(AtomicFiles::daemon);

    private AtomicFiles() {}

    /** Something that writes a whole file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    public static void write(Path file, String text) {
        write(file, text(text));
    }

    /** Returns a text as content, in UTF-8. */
    public static Content text(String text) {
        return temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8);
    }

    public static void write(Path file, Content content) {
        write(file, content, List.of());
    }

    /** Writes a file that tells of others, all of which are handed to the disk with it before it has its name. */
    public static void write(Path file, Content content, Collection<Path> others) {
        Path temporary = temporary(file);
        try {
            writeTo(temporary, file, content);
            if (others.isEmpty()) {
                sync(temporary);
            } else {
                List<Path> all = new ArrayList<>(others);
                all.add(file);
                sync(all, one -> one.equals(file) ? temporary : one);
            }
            move(temporary, file);
        } catch (IOException e) {
            throw failure(file, e);
        } finally {
            temporary.toFile().delete(); // there only if something failed
        }
    }

    private static void writeTo(Path temporary, Path file, Content content) {
        try {
            content.writeTo(temporary);
        } catch (IOException e) {
            throw failure(file, e);
        } catch (UncheckedIOException e) { // of a sink, which names the temporary file
            throw failure(file, Objects.requireNonNull(e.getCause()));
        }
    }

    private static UncheckedIOException failure(Path file, IOException cause) {
        return new UncheckedIOException("Cannot write " + file + ": " + FileFailure.reason(cause), cause);
    }

    /**
     * Writes several files, in this order, and hands all to the disk at once, which takes about as long as one does.
     */
    public static void write(Map<Path, Content> files) {
        try {
            files.forEach((file, content) -> writeTo(temporary(file), file, content));
            sync(files.keySet(), AtomicFiles::temporary);
            files.keySet().forEach(file -> {
                try {
                    move(temporary(file), file);
                } catch (IOException e) {
                    throw failure(file, e);
                }
            });
        } finally {
            files.keySet().forEach(file -> temporary(file).toFile().delete()); // there only if something failed
        }
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }

    /** Hands files to the disk side by side, since a journal that takes them together is written once. */
    private static void sync(Collection<Path> files, UnaryOperator<Path> placeOf) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Path file : files) {
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            sync(placeOf.apply(file));
                        } catch (IOException e) {
                            throw failure(file, e);
                        }
                    },
                    SYNCS));
        }
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failure ? failure : e;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "backflow-sync");
        thread.setDaemon(true);
        return thread;
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

    /** Returns the length of a file in bytes; 0 if there is none. */
    public static long length(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Hands files to the disk and returns the length of each in bytes. */
    public static Map<Path, Long> syncedLengths(Collection<Path> files) {
        sync(files, file -> file);
        Map<Path, Long> lengths = new LinkedHashMap<>();
        files.forEach(file -> lengths.put(file, length(file)));
        return lengths;
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
