// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.run.internal.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (SIGINT, SIGTERM) into a request to stop, until it is closed. Once there are files to complete the
 * virtual machine then waits until they are, but not for ever; before that, as during a download, it ends at once.
 */
final class Interrupts implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "backflow-interrupt");
    private volatile boolean filesToComplete;

    /** Starts to listen. */
    Interrupts() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Returns what an interrupt requests. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** Says that from now on an interrupt has to wait for files. */
    void filesToComplete() {
        filesToComplete = true;
    }

    private void stop() {
        cancellation.request();
        try {
            if (filesToComplete && !finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The runs did not stop within " + PATIENCE_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that everything is written and printed, so that the virtual machine may end. */
    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            cancellation.request(); // the virtual machine is ending already, at the request that this hook heard
        }
    }
}
