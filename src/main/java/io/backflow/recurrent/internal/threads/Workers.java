// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.threads;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of a piece of work side by side, one of them in the thread that asks; the others wait for work as
 * daemons, and end when none has come for a while.
 */
public final class Workers {

    private static final int IDLE_SECONDS = 30;

    private static final AtomicInteger made = new AtomicInteger();

    private static final ExecutorService POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "backflow-worker-" + made.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });

    private Workers() {}

    /**
     * Runs all parts, and returns when the last has ended.
     *
     * @param work gets the numbers from 0 to {@code parts - 1}, each in a thread of its own
     */
    public static void run(int parts, IntConsumer work) {
        if (parts == 1) {
            work.accept(0);
            return;
        }
        CountDownLatch others = new CountDownLatch(parts - 1);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 1; i < parts; i++) {
            int part = i;
            POOL.execute(() -> {
                attempt(part, work, failure);
                others.countDown();
            });
        }
        attempt(0, work, failure);
        await(others);
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static void attempt(int part, IntConsumer work, AtomicReference<@Nullable Throwable> failure) {
        try {
            work.accept(part);
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Waits however often it is interrupted: the others write where the caller will read. */
    private static void await(CountDownLatch others) {
        boolean interrupted = false;
        while (true) {
            try {
                others.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
