// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.record.internal.point.Points;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the numbers of records to a thread that sends them, so that training never waits for a server. What does not
 * arrive is counted, and said once at the end.
 */
final class MlflowSink implements RecordSink {

    private static final Logger log = LoggerFactory.getLogger(MlflowSink.class);

    /** Norms of single parameters and gates, which are too many for a service: they are in the run's own files. */
    private static final String TOO_MANY = "gradient-blocks/";

    private final MlflowRun run;
    private final Patience patience;
    private final Sender sender;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long last;
    private volatile Ended ended = Ended.BROKEN;

    /**
     * How long a server is waited for.
     *
     * @param points that wait at most; further ones are lost
     * @param firstPause after a request that failed; the next is twice as long
     * @param longestPause after any request that failed
     * @param atTheEnd for what is still to be sent when the run is over
     */
    record Patience(int points, Duration firstPause, Duration longestPause, Duration atTheEnd) {

        static final Patience USUAL =
                new Patience(200_000, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(30));
    }

    private MlflowSink(MlflowRun run, Patience patience) {
        this.run = run;
        this.patience = patience;
        this.sender = new Sender(run, patience);
        this.thread = new Thread(sender, "mlflow " + run.name());
        thread.setDaemon(true);
    }

    static MlflowSink open(MlflowRun run, Patience patience) {
        MlflowSink sink = new MlflowSink(run, patience);
        sink.thread.start();
        return sink;
    }

    @Override
    public <T> void write(RecordFormat<? super T> format, T record) {
        add(format.row(record));
    }

    private void add(Row row) {
        if (closed.get()) {
            throw new IllegalStateException("Cannot write to " + run.server() + ": it is closed");
        }
        if (row.has("record") && row.text("record").equals("ending")) {
            ended = Ended.of(row);
            return;
        }
        Points points = Points.of(row);
        if (points.step() != Points.NO_STEP) {
            last = points.step();
        }
        long now = System.currentTimeMillis();
        points.scalars().forEach((name, value) -> {
            if (!name.contains(TOO_MANY)) {
                sender.offer(new Point(Names.of(name), value, now, last));
            }
        });
    }

    private void sayLacking(String lacking) {
        if (!sender.saidEnd()) {
            String more = lacking.isEmpty() ? "" : ", and lacks its " + lacking;
            log.warn("MLflow at {} was not told that {} is {}{}", run.server(), run.name(), ended.status(), more);
        } else if (!lacking.isEmpty()) {
            log.warn("MLflow at {} lacks {} of {}; the run's directory has them", run.server(), lacking, run.name());
        }
    }

    /** Does nothing: what was written is on its way. */
    @Override
    public void flush() {}

    /** Waits a while for what was written to arrive. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        sender.end(ended);
        boolean interrupted = false;
        try {
            thread.join(patience.atTheEnd().toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        sender.abandon();
        long lost = sender.lost();
        if (lost > 0) {
            log.warn(
                    "{} points of {} did not reach MLflow at {}; the run's own files have them",
                    lost,
                    run.name(),
                    run.server());
        }
        sayLacking(sender.lacking());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
