// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock that one thread of one process has at a time, kept by a file; it ends with the process, however that ends. */
final class FileLocks implements AutoCloseable {

    /** A file's lock is the whole process's, so that its threads need one of their own. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel channel;
    private final FileLock process;

    private FileLocks(ReentrantLock thread, FileChannel channel, FileLock process) {
        this.thread = thread;
        this.channel = channel;
        this.process = process;
    }

    /** Waits until nobody else has the lock of a folder, which is created, and takes it. */
    static FileLocks take(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path file = folder.toRealPath().resolve(".lock");
        ReentrantLock thread = THREADS.computeIfAbsent(file, unused -> new ReentrantLock());
        thread.lockInterruptibly();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return new FileLocks(thread, channel, channel.lock());
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException | RuntimeException failure) {
            thread.unlock();
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel;
                process) {
            // both end here, the lock first
        } finally {
            thread.unlock();
        }
    }
}
