// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Runs numbered pieces of work side by side, each of which ends soon after it was asked to.
 *
 * @param jobs how many go at a time
 * @param cancellation what asks them
 */
public record SideBySide(int jobs, Cancellation cancellation) {

    /**
     * Does the work of the numbers from 0 on, and waits for all of it, also if the thread that calls is interrupted:
     * then the work is asked to stop in good order. If one piece breaks the others are asked to stop, and its exception
     * is thrown when they have.
     */
    public void run(int count, IntConsumer work) {
        ExecutorService threads = Executors.newFixedThreadPool(jobs, SideBySide::daemon);
        List<Future<?>> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            pieces.add(threads.submit(() -> doOne(number, work)));
        }
        threads.shutdown();
        awaitAll(pieces);
    }

    private void doOne(int number, IntConsumer work) {
        try {
            work.accept(number);
        } catch (RuntimeException | Error e) {
            cancellation.request();
            throw e;
        }
    }

    private void awaitAll(List<Future<?>> pieces) {
        boolean interrupted = false;
        Throwable failure = null;
        for (Future<?> piece : pieces) {
            boolean waiting = true;
            while (waiting) {
                try {
                    piece.get();
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancellation.request();
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    waiting = false;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "backflow-run");
        thread.setDaemon(true);
        return thread;
    }
}
