// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Keeps Spark from ending with the process before the runs have stopped in good order. Spark's own hook is one of
 * Hadoop's, which go one after the other, the most urgent first.
 */
final class Ending {

    private static final int BEFORE_SPARK = 1000;
    private static final int PATIENCE_SECONDS = 29;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Runnable hook = this::await;

    private Ending() {}

    /** Has the end of the process wait until it is released, but not for ever. */
    static Ending hold() {
        Ending ending = new Ending();
        ShutdownHookManager.get().addShutdownHook(ending.hook, BEFORE_SPARK, PATIENCE_SECONDS + 1, TimeUnit.SECONDS);
        return ending;
    }

    private void await() {
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void release() {
        closed.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
