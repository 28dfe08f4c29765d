// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.data.internal.source.DownloadProgress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows on standard error how far a download is: one line that is drawn again on a terminal, else a line every ten
 * seconds.
 */
final class FetchProgress implements DownloadProgress, AutoCloseable {

    private static final int PERCENT = 100;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream err;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final int width;
    private long last;
    private boolean drawn;

    FetchProgress(PrintStream err, boolean terminal, LongSupplier nanoTime, int width) {
        this.err = err;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.width = width;
        this.last = nanoTime.getAsLong();
    }

    /** Returns the progress as suits standard error. */
    static FetchProgress of() {
        return new FetchProgress(System.err, Terminal.isInteractive(), System::nanoTime, Terminal.barWidth());
    }

    @Override
    public synchronized void received(String what, long received, long total) {
        long every = terminal ? REDRAW_NANOS : Progress.LINE_EVERY_NANOS;
        if (nanoTime.getAsLong() - last < every && !(terminal && received == total)) {
            return;
        }
        last = nanoTime.getAsLong();
        String line = String.format(
                Locale.ROOT,
                "%3d %%  %s: %,d of %,d bytes",
                received * PERCENT / Math.max(1, total),
                what,
                received,
                total);
        if (terminal) {
            String cut = line.substring(0, Math.min(line.length(), width - 1));
            err.print("\r" + cut + " ".repeat(Math.max(0, width - 1 - cut.length())));
            err.flush();
            drawn = true;
        } else {
            err.println(line);
        }
    }

    /** Makes room for a line of another's. */
    synchronized void pause() {
        if (drawn) {
            err.print("\r" + " ".repeat(width - 1) + "\r");
            err.flush();
            drawn = false;
        }
    }

    @Override
    public void close() {
        pause();
    }
}
