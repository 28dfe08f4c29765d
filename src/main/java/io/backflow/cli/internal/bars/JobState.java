// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.bars;

import io.backflow.flow.Verdict;
import io.backflow.store.internal.RunStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far one job is. The thread that trains writes it, field by field and without a lock; the thread that draws reads
 * it, and may see the loss of one update beside the norm of the next.
 */
public final class JobState {

    /** An estimate from less would be that of code that is not compiled yet. */
    private static final long LEAST_NANOS = 3_000_000_000L;

    private final String name;
    private final Map<Verdict.Kind, AtomicLong> verdicts = new EnumMap<>(Verdict.Kind.class);
    private volatile long startedAt;
    private volatile long goal = 1;
    private volatile long before;
    private volatile long done;
    private volatile double loss = Double.NaN;
    private volatile double norm = Double.NaN;
    private volatile double shareClipped = Double.NaN;
    private volatile boolean running;
    private volatile @Nullable RunStatus status;

    /** Makes the state of a job that has not begun. */
    public JobState(String name) {
        this.name = name;
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            verdicts.put(kind, new AtomicLong());
        }
    }

    /** Notes that it begins now, in nanoseconds, and has so many units to do. */
    public void started(long units, long now) {
        goal = Math.max(1, units);
        startedAt = now;
        running = true;
    }

    /** Notes that so many units were done before. */
    public void resumed(long units) {
        before = units;
        done = units;
    }

    /** Notes how many units are done, and the last loss. */
    public void advanced(long units, double lastLoss) {
        done = units;
        loss = lastLoss;
    }

    /** Notes the last gradient's norm, and the share of gradients that were clipped. */
    public void clipped(double lastNorm, double share) {
        norm = lastNorm;
        shareClipped = share;
    }

    /** Counts a verdict on the flow through time. */
    public void judged(Verdict.Kind verdict) {
        count(verdict).incrementAndGet();
    }

    /** Notes how it ended. */
    public void ended(RunStatus how) {
        status = how;
        running = false;
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns how many units it has to do. */
    public long goal() {
        return goal;
    }

    /** Returns which share of it is done, from 0 to 1. */
    public double share() {
        RunStatus how = status;
        return how != null && how.isResult() ? 1.0 : Math.min(1.0, (double) done / goal);
    }

    boolean isRunning() {
        return running;
    }

    long startedAt() {
        return startedAt;
    }

    double loss() {
        return loss;
    }

    double norm() {
        return norm;
    }

    double shareClipped() {
        return shareClipped;
    }

    /** Returns how long the rest takes if it goes on as fast as since it began; null in its first seconds. */
    @Nullable
    Duration rest(long now) {
        long since = done - before;
        if (since <= 0 || now - startedAt < LEAST_NANOS) {
            return null;
        }
        double rest = (double) (now - startedAt) / since * Math.max(0, goal - done);
        return Duration.ofNanos((long) rest);
    }

    /** Returns the verdict that came most often, of equals the more urgent; null if none could be given. */
    Verdict.@Nullable Kind verdict() {
        Verdict.Kind most = null;
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            long count = count(kind).get();
            if (kind != Verdict.Kind.UNDETERMINED && count > 0 && (most == null || count >= count(most).get())) {
                most = kind;
            }
        }
        return most;
    }

    private AtomicLong count(Verdict.Kind kind) {
        return Objects.requireNonNull(verdicts.get(kind));
    }
}
