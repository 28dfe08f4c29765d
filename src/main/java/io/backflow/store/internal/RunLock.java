// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two processes, and two runs of one process, out of the same run directory. The operating system frees the lock
 * of a process that ends, however it ends; the empty file stays behind, since removing it could let two in.
 */
final class RunLock implements AutoCloseable {

    static final String FILE = ".lock";

    private static final Logger log = LoggerFactory.getLogger(RunLock.class);

    /**
     * The files locked here: on Linux, closing a second channel on one would free the lock that the first one holds.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final @Nullable FileChannel channel;

    private RunLock(Path file, @Nullable FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks a directory that exists.
     *
     * @throws RunDirectoryException if somebody else has it
     * @throws IOException if the lock's file cannot be made
     */
    public static RunLock acquire(Path directory) throws IOException {
        Path file = directory.toRealPath().resolve(FILE);
        if (!HELD.add(file)) {
            throw inUse(directory);
        }
        try {
            return new RunLock(file, locked(file, directory));
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            throw e;
        }
    }

    /**
     * Returns whether somebody has a directory, as far as can be told: one that cannot be asked about counts as held.
     */
    static boolean isHeld(Path directory) {
        try {
            Path file = directory.toRealPath().resolve(FILE);
            if (!Files.isRegularFile(file)) {
                return false;
            }
            if (!HELD.add(file)) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock == null;
            } finally {
                HELD.remove(file);
            }
        } catch (IOException e) {
            return true;
        }
    }

    private static @Nullable FileChannel locked(Path file, Path directory) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (IOException e) { // as on network file systems that have no locks
            channel.close();
            log.warn("{} cannot be locked ({}): see to it that no other process uses it", directory, e.getMessage());
            return null;
        }
        if (lock == null) {
            channel.close();
            throw inUse(directory);
        }
        return channel;
    }

    private static RunDirectoryException inUse(Path directory) {
        return new RunDirectoryException(
                "The run directory " + directory
                        + " is in use by a run that is still going on. Wait for it, or choose another with --run-dir.",
                null);
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close(); // frees the lock
            }
        } catch (IOException e) {
            log.warn("The lock {} cannot be closed: {}", file, e.getMessage());
        } finally {
            HELD.remove(file);
        }
    }
}
