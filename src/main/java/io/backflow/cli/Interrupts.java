package io.backflow.cli;

import io.backflow.experiment.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (SIGINT, SIGTERM) into a request to stop: the virtual machine then waits until the runs have written what
 * they have, but not for ever.
 */
final class Interrupts {

    private static final int PATIENCE_SECONDS = 30;
    private static final CountDownLatch finished = new CountDownLatch(1);

    private Interrupts() {}

    /** Has an interrupt request this cancellation. */
    static void request(Cancellation cancellation) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            cancellation.request();
                            await();
                        },
                        "backflow-interrupt"));
    }

    private static void await() {
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The runs did not stop within " + PATIENCE_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that everything is written, so that the virtual machine may end. */
    static void finished() {
        finished.countDown();
    }
}
