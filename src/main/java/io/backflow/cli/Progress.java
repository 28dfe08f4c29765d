// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.TerminalSize;
import io.backflow.cli.internal.bars.Bars;
import io.backflow.cli.internal.bars.JobBoard;
import io.backflow.cli.internal.bars.JobState;
import io.backflow.cli.internal.bars.LinesAbove;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.flow.Verdict;
import io.backflow.run.internal.RunProgress;
import io.backflow.store.internal.RunStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows on standard error how far the runs and downloads are: on a terminal a line for each job that runs and one for
 * all, else a line every ten seconds and one at the end, so that the log of a build server stays readable.
 *
 * <p>The threads that train leave numbers here, and take no lock but when such a line is due.
 */
final class Progress implements RunProgress, DownloadProgress, AutoCloseable {

    static final long LINE_EVERY_NANOS = 10_000_000_000L;

    private final PrintStream err;
    private final LongSupplier nanoTime;
    private final Runnable onBegin;
    private final JobBoard jobs;
    private final long start;
    private final TerminalSize size;
    private final @Nullable Screen screen;
    private volatile String latest = "";
    private volatile long lastLine;
    private volatile boolean closed;

    private Progress(int runs, PrintStream err, boolean terminal, LongSupplier nanoTime, Runnable onBegin) {
        this.err = err;
        this.nanoTime = nanoTime;
        this.onBegin = onBegin;
        this.jobs = new JobBoard(runs);
        this.start = nanoTime.getAsLong();
        this.lastLine = start;
        this.size = terminal ? TerminalSize.now() : TerminalSize.USUAL;
        this.screen = terminal ? new Screen(new Bars(err, this::lines)) : null;
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
        if (screen != null) {
            screen.waitsForFiles = true;
        }
    }

    @Override
    public void solved(String what) {
        PrintStream to = screen == null ? err : System.err;
        to.println(what);
    }

    @Override
    public void started(String job, long goal) {
        jobs.of(job).started(goal, nanoTime.getAsLong());
    }

    @Override
    public void resumed(String job, long done) {
        JobState state = jobs.of(job);
        state.resumed(done);
        show(() -> job + " goes on at " + done + " of " + state.goal(), true);
    }

    @Override
    public void advanced(String job, long done, double loss) {
        jobs.of(job).advanced(done, loss);
        if (screen == null) {
            show(() -> String.format(Locale.ROOT, "%s loss %.4g", job, loss), false);
        }
    }

    @Override
    public void clipped(String job, double norm, double shareClipped) {
        jobs.of(job).clipped(norm, shareClipped);
    }

    @Override
    public void judged(String job, Verdict.Kind verdict) {
        jobs.of(job).judged(verdict);
    }

    @Override
    public void ended(String job, RunStatus status) {
        jobs.ended(job, status);
        show(() -> job + " " + status.key(), jobs.ended() == jobs.runs());
    }

    @Override
    public void received(String what, long received, long total) {
        show(
                () -> String.format(Locale.ROOT, "downloading %s: %,d of %,d bytes", what, received, total),
                received == total);
    }

    private void show(Supplier<String> what, boolean now) {
        if (closed) {
            return;
        }
        if (screen != null) {
            latest = what.get();
        } else if (now || isDue()) {
            printLine(what, now);
        }
    }

    private boolean isDue() {
        return nanoTime.getAsLong() - lastLine >= LINE_EVERY_NANOS;
    }

    private synchronized void printLine(Supplier<String> what, boolean now) {
        if (!closed && (now || isDue())) { // another thread may have been faster
            lastLine = nanoTime.getAsLong();
            int percent = (int) jobs.percent();
            err.printf(Locale.ROOT, "%3d %%  %d/%d runs  %s%n", percent, jobs.ended(), jobs.runs(), what.get());
        }
    }

    /** Returns what a terminal shows now: the jobs that run, and below them all runs together. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>(jobs.lines(
                Terminal.liveWidth(size), Terminal.barLines(size), Terminal.isColoured(), nanoTime.getAsLong()));
        String message = jobs.ended() + "/" + jobs.runs() + " runs" + (latest.isEmpty() ? "" : ", " + latest);
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - start);
        lines.add(ProgressLine.line(jobs.percent() / 100, elapsed, message, Terminal.barWidth(size))
                .stripTrailing());
        return lines;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (screen != null) {
            screen.close();
        }
    }

    /** The bars on the terminal, and standard error above them. */
    private static final class Screen {

        private final Bars bars;
        private final PrintStream before = System.err;
        private final PrintStream above;
        private final Thread atOnce = new Thread(this::endAtOnce, "backflow-bars-end");
        private volatile boolean waitsForFiles;

        Screen(Bars bars) {
            this.bars = bars;
            this.above = LinesAbove.of(bars);
            System.setErr(above);
            Runtime.getRuntime().addShutdownHook(atOnce);
            bars.start();
        }

        /** An interrupt while there are no files to complete ends the process without closing anything. */
        private void endAtOnce() {
            if (!waitsForFiles) {
                bars.close();
            }
        }

        void close() {
            above.close();
            bars.close();
            System.setErr(before);
            try {
                Runtime.getRuntime().removeShutdownHook(atOnce);
            } catch (IllegalStateException e) {
                waitsForFiles = true; // the process is ending, and the bars are gone already
            }
        }
    }
}
