// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.store.internal.mlflow.MlflowSink.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends points in batches, one request at a time. A request that fails is made again, after pauses that grow; while the
 * run trains it is never given up; when the run is over it is made once more.
 */
final class Sender implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    /** Of one request, by MLflow's limits. */
    static final int BATCH = 1000;

    private static final Duration LINGER = Duration.ofMillis(500);

    private final MlflowRun run;
    private final Patience patience;
    private final BlockingQueue<Point> queue;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private volatile @Nullable Ended ended;
    private volatile boolean saidEnd;
    private volatile boolean lacksSettings = true;
    private volatile boolean lacksFiles;
    private volatile boolean abandoned;
    private boolean warned;

    /** A request that may be made more than once. */
    private interface Request {
        void send() throws IOException, InterruptedException;
    }

    Sender(MlflowRun run, Patience patience) {
        this.run = run;
        this.patience = patience;
        this.queue = new LinkedBlockingQueue<>(patience.points());
    }

    /** Takes a point, or loses it if too many wait. */
    void offer(Point point) {
        open.incrementAndGet();
        if (!queue.offer(point)) {
            open.decrementAndGet();
            lost.incrementAndGet();
        }
    }

    /** Says that no point will follow. */
    void end(Ended how) {
        ended = how;
        over.countDown();
    }

    /** Says that nobody waits any longer: no further request is made. */
    void abandon() {
        abandoned = true;
    }

    /** Returns how many points did not arrive, those that still wait among them. */
    long lost() {
        return lost.get() + open.get();
    }

    boolean saidEnd() {
        return saidEnd;
    }

    /** Returns what is not there of the run besides points: settings, files; empty if all is. */
    String lacking() {
        return (lacksSettings ? "settings" : "")
                + (lacksSettings && lacksFiles ? " and " : "")
                + (lacksFiles ? "files" : "");
    }

    @Override
    public void run() {
        try {
            if (!attempt("answer", run::begin)) {
                return;
            }
            lacksFiles = run.takesFiles();
            lacksSettings = !attempt("take settings", run::logParameters);
            List<Point> batch = new ArrayList<>();
            while (take(batch)) {
                send(batch);
            }
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("MLflow at {} gets no more of {}: {}", run.server(), run.name(), e.toString());
        }
    }

    /** Fills a batch, and returns whether there is one: not if the run is over and all is sent. */
    private boolean take(List<Point> batch) throws InterruptedException {
        batch.clear();
        while (batch.isEmpty()) {
            long linger = queue.size() < BATCH ? LINGER.toMillis() : 0;
            boolean last = over.await(linger, TimeUnit.MILLISECONDS);
            queue.drainTo(batch, BATCH);
            if (last) {
                break;
            }
        }
        return !batch.isEmpty();
    }

    private void send(List<Point> batch) throws InterruptedException {
        List<Point> fresh = batch.stream().filter(point -> !run.has(point)).toList();
        if (!fresh.isEmpty() && !attempt("take points", () -> run.log(fresh))) {
            lost.addAndGet(fresh.size());
        }
        open.addAndGet(-batch.size());
    }

    private void finish() throws InterruptedException {
        Ended how = ended;
        saidEnd = how != null && attempt("take the end", () -> run.end(how));
        if (run.takesFiles()) {
            lacksFiles = !attempt("take files", run::sendFiles);
        } else {
            log.info("The files of {} stay where they are: MLflow at {} takes none itself", run.name(), run.server());
        }
    }

    /** Makes a request until it is taken or refused for good, and once more when the run is over. */
    private boolean attempt(String what, Request request) throws InterruptedException {
        Duration pause = patience.firstPause();
        boolean lastTry = false;
        while (!abandoned) {
            try {
                request.send();
                return true;
            } catch (IOException e) {
                boolean refused = e instanceof MlflowClient.Refused answer && !answer.mayPass();
                warn(what, e);
                if (refused || lastTry) {
                    return false;
                }
                lastTry = over.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(patience.longestPause()) > 0 ? patience.longestPause() : twice;
            }
        }
        return false;
    }

    private void warn(String what, IOException e) {
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        if (warned) {
            log.debug("MLflow at {} does not {}: {}", run.server(), what, reason);
        } else {
            log.warn("MLflow at {} does not {}: {}; training goes on", run.server(), what, reason);
            warned = true;
        }
    }
}
