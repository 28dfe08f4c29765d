// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.run.internal.RunProgress;
import io.backflow.store.internal.RunStatus;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Shows on standard error how far the runs and downloads are: a bar on a terminal, else a line every ten seconds and
 * one at the end, so that the log of a build server stays readable.
 */
final class Progress implements RunProgress, DownloadProgress, AutoCloseable {

    /** The bar's units: every run has as many, whatever its own goal is. */
    private static final int UNITS_PER_RUN = 1000;

    static final long LINE_EVERY_NANOS = 10_000_000_000L;

    private final int runs;
    private final PrintStream err;
    private final LongSupplier nanoTime;
    private final Runnable onBegin;
    private final @Nullable ProgressBar bar;
    private final Map<String, Long> goals = new HashMap<>();
    private final Map<String, Long> units = new HashMap<>();
    private int ended;
    private long lastLine;
    private boolean closed;

    private Progress(int runs, PrintStream err, boolean terminal, LongSupplier nanoTime, Runnable onBegin) {
        this.runs = runs;
        this.err = err;
        this.nanoTime = nanoTime;
        this.onBegin = onBegin;
        this.lastLine = nanoTime.getAsLong();
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setInitialMax((long) runs * UNITS_PER_RUN)
                        .setRenderer(new ProgressLine())
                        // Left to find the width itself it would take over Ctrl-C, and no run could end in good order.
                        .setConsumer(new ConsoleProgressBarConsumer(err, Terminal.barWidth()))
                        .build()
                : null;
    }

    /** Returns the progress of so many runs, drawn as suits standard error; says when there are files to complete. */
    static Progress of(int runs, Runnable onBegin) {
        return new Progress(runs, System.err, Terminal.isInteractive(), System::nanoTime, onBegin);
    }

    /** Returns a progress that prints lines to a stream, at the times of that clock in nanoseconds. */
    static Progress lines(int runs, PrintStream err, LongSupplier nanoTime) {
        return new Progress(runs, err, false, nanoTime, () -> {});
    }

    @Override
    public void begins() {
        onBegin.run();
    }

    @Override
    public synchronized void solved(String what) {
        err.println(what);
    }

    @Override
    public synchronized void started(String job, long goal) {
        goals.put(job, goal);
    }

    @Override
    public synchronized void resumed(String job, long done) {
        show(() -> job + " goes on at " + done + " of " + goals.getOrDefault(job, done), true);
    }

    @Override
    public synchronized void advanced(String job, long done, double loss) {
        long goal = Math.max(1, goals.getOrDefault(job, 1L));
        units.put(job, Math.min(UNITS_PER_RUN, done * UNITS_PER_RUN / goal));
        show(() -> String.format(Locale.ROOT, "%s loss %.4g", job, loss), false);
    }

    @Override
    public synchronized void ended(String job, RunStatus status) {
        if (status.isResult()) {
            ended++;
            units.put(job, (long) UNITS_PER_RUN);
        }
        show(() -> job + " " + status.key(), ended == runs);
    }

    @Override
    public synchronized void received(String what, long received, long total) {
        show(
                () -> String.format(Locale.ROOT, "downloading %s: %,d of %,d bytes", what, received, total),
                received == total);
    }

    private void show(Supplier<String> what, boolean now) {
        if (closed) {
            return;
        }
        if (bar != null) {
            bar.stepTo(total());
            bar.setExtraMessage(ended + "/" + runs + " runs, " + what.get());
        } else if (now || nanoTime.getAsLong() - lastLine >= LINE_EVERY_NANOS) {
            lastLine = nanoTime.getAsLong();
            long percent = total() * 100 / ((long) runs * UNITS_PER_RUN);
            err.printf(Locale.ROOT, "%3d %%  %d/%d runs  %s%n", percent, ended, runs, what.get());
        }
    }

    private long total() {
        return units.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (bar != null) {
            bar.close();
        }
    }
}
