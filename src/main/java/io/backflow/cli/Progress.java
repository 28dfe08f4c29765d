package io.backflow.cli;

import io.backflow.data.source.DownloadProgress;
import io.backflow.experiment.RunProgress;
import io.backflow.experiment.RunSummary;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on standard error how far the runs and downloads are: a bar on a terminal, else a line every ten seconds, so that
 * the log of a build server stays readable.
 */
final class Progress implements RunProgress, DownloadProgress, AutoCloseable {

    /** The bar's units: every run has as many, whatever its own goal is. */
    private static final int UNITS_PER_RUN = 1000;

    private static final long LINE_EVERY_NANOS = 10_000_000_000L;

    private final int runs;
    private final PrintStream err;
    private final @Nullable ProgressBar bar;
    private final Map<String, Long> goals = new HashMap<>();
    private final Map<String, Long> units = new HashMap<>();
    private int ended;
    private long lastLine = System.nanoTime();
    private boolean closed;

    private Progress(int runs, PrintStream err, boolean terminal) {
        this.runs = runs;
        this.err = err;
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("Training")
                        .setInitialMax((long) runs * UNITS_PER_RUN)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(err))
                        .build()
                : null;
    }

    /** Returns the progress of so many runs, drawn as suits standard error. */
    static Progress of(int runs) {
        return new Progress(runs, System.err, Terminal.isInteractive());
    }

    /** Returns a progress that prints lines to a stream. */
    static Progress lines(int runs, PrintStream err) {
        return new Progress(runs, err, false);
    }

    @Override
    public synchronized void started(String job, long goal) {
        goals.put(job, goal);
    }

    @Override
    public synchronized void advanced(String job, long done, double loss) {
        long goal = Math.max(1, goals.getOrDefault(job, 1L));
        units.put(job, Math.min(UNITS_PER_RUN, done * UNITS_PER_RUN / goal));
        show(String.format(Locale.ROOT, "%s loss %.4g", job, loss), false);
    }

    @Override
    public synchronized void ended(String job, RunSummary summary) {
        ended++;
        units.put(job, (long) UNITS_PER_RUN);
        show(job + " " + summary.status().key(), ended == runs);
    }

    @Override
    public synchronized void received(String what, long received, long total) {
        show(String.format(Locale.ROOT, "downloading %s: %,d of %,d bytes", what, received, total), received == total);
    }

    private void show(String what, boolean now) {
        if (closed) {
            return;
        }
        if (bar != null) {
            bar.stepTo(units.values().stream().mapToLong(Long::longValue).sum());
            bar.setExtraMessage(ended + "/" + runs + " runs, " + what);
        } else if (now || System.nanoTime() - lastLine >= LINE_EVERY_NANOS) {
            lastLine = System.nanoTime();
            long sum = units.values().stream().mapToLong(Long::longValue).sum();
            err.printf(
                    Locale.ROOT,
                    "%3d %%  %d/%d runs  %s%n",
                    sum * 100 / ((long) runs * UNITS_PER_RUN),
                    ended,
                    runs,
                    what);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (bar != null) {
            bar.close();
        }
    }
}
