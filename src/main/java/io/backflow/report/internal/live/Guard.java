// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Daemon threads that serve clients, each with a deadline. A thread that reads from or writes to a client that does not
 * move is interrupted at its deadline, which closes the connection.
 */
final class Guard implements Executor, AutoCloseable {

    private static final int QUEUE = 64;

    private final long patience;
    private final Map<Thread, Long> deadlines = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;
    private final Thread watchdog = new Thread(this::watch, "backflow-live-guard");

    /**
     * Starts to guard.
     *
     * @param most how many threads there are; more requests wait, and many more are refused
     * @param patience how long a request, or one event, may take
     */
    Guard(int most, Duration patience) {
        this.patience = patience.toNanos();
        threads = new ThreadPoolExecutor(
                most, most, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), Guard::thread);
        threads.allowCoreThreadTimeOut(true);
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "backflow-live");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable request) {
        threads.execute(() -> {
            setDeadline();
            try {
                request.run();
            } finally {
                dropDeadline();
            }
        });
    }

    /** From now on this thread has so long again. */
    void setDeadline() {
        deadlines.put(Thread.currentThread(), System.nanoTime() + patience);
    }

    /** From now on this thread may wait, as for an event. */
    void dropDeadline() {
        deadlines.remove(Thread.currentThread());
    }

    private void watch() {
        try {
            while (!threads.isShutdown()) {
                TimeUnit.NANOSECONDS.sleep(Math.min(patience / 4, TimeUnit.SECONDS.toNanos(1)));
                long now = System.nanoTime();
                deadlines.forEach((thread, deadline) -> {
                    if (now - deadline > 0 && deadlines.remove(thread, deadline)) {
                        thread.interrupt();
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        watchdog.interrupt();
    }
}
