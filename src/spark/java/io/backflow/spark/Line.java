// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.flow.Verdict;
import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.RunProgress;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.PluginContext;

/**
 * The line of one attempt to the driver. What the driver answers, and what Spark wants of the task, stops the run after
 * the minibatch that it trains on.
 */
final class Line implements RunProgress {

    private static final long EVERY_NANOS = 1_000_000_000L;

    private final PluginContext driver;
    private final TaskContext task;
    private final Cancellation cancellation;
    private final String launch;
    private final int run;
    private final long attempt;
    private long last = System.nanoTime();
    private long goal;
    private boolean clipped;
    private double norm;
    private double share;
    private String verdict = "";

    Line(PluginContext driver, TaskContext task, Cancellation cancellation, String launch, int run) {
        this.driver = driver;
        this.task = task;
        this.cancellation = cancellation;
        this.launch = launch;
        this.run = run;
        this.attempt = task.taskAttemptId();
    }

    String launch() {
        return launch;
    }

    int run() {
        return run;
    }

    long attempt() {
        return attempt;
    }

    /**
     * Tells the driver something.
     *
     * @return why the run is to stop; empty if it is not
     * @throws IOException if the driver does not answer
     */
    String tell(Message message) throws IOException {
        try {
            return String.valueOf(driver.ask(message));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(
                    "interrupted while the driver was told of "
                            + message.getClass().getSimpleName(),
                    e);
        } catch (Exception e) { // Spark says no more
            throw new IOException("the driver does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void started(String job, long newGoal) {
        goal = newGoal;
    }

    @Override
    public void clipped(String job, double newNorm, double shareClipped) {
        clipped = true;
        norm = newNorm;
        share = shareClipped;
    }

    @Override
    public void judged(String job, Verdict.Kind kind) {
        verdict = kind.name();
    }

    @Override
    public void advanced(String job, long done, double loss) {
        long now = System.nanoTime();
        if (now - last < EVERY_NANOS) {
            return;
        }
        last = now;
        if (task.isInterrupted()) {
            cancellation.request();
            return;
        }
        try {
            Message message =
                    new Message.Advanced(launch, run, attempt, goal, done, loss, clipped, norm, share, verdict);
            if (!tell(message).isEmpty()) {
                cancellation.request();
            }
        } catch (IOException e) {
            cancellation.request(); // what is done is saved; the end says that nobody listens
        }
    }
}
