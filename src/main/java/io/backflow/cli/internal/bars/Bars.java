// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.bars;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few lines at the end of a terminal that are drawn again five times a second, by a thread of its own. What others
 * print meanwhile comes above them. At the end the last line stays.
 *
 * <p>The cursor rests at the end of the last line. While a frame is drawn lines do not wrap, so that a terminal that is
 * narrower than it says shows the beginning of each line.
 */
public final class Bars implements AutoCloseable {

    private static final int REDRAW_MILLIS = 200;

    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream terminal;
    private final Supplier<List<String>> lines;
    private final ScheduledExecutorService painter = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "backflow-bars");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> drawing;
    private int drawn;
    private boolean closed;

    /** Makes lines that are not drawn yet. */
    public Bars(PrintStream terminal, Supplier<List<String>> lines) {
        this.terminal = terminal;
        this.lines = lines;
    }

    /** Draws from now on. */
    public synchronized void start() {
        drawing = painter.scheduleWithFixedDelay(this::draw, 0, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Draws the lines where they were before. */
    synchronized void draw() {
        if (!closed) {
            show(top().append(frame(lines.get())));
        }
    }

    /** Prints whole lines above these. */
    public synchronized void above(byte[] text) {
        if (closed) {
            terminal.writeBytes(text);
            terminal.flush();
            return;
        }
        show(top().append(CLEAR_BELOW));
        drawn = 0;
        terminal.writeBytes(text);
        draw();
    }

    /** Draws for the last time, and leaves the last line and the cursor below it. */
    @Override
    public void close() {
        painter.shutdown();
        synchronized (this) {
            if (drawing != null) {
                drawing.cancel(false);
            }
            if (!closed) {
                List<String> last = lines.get();
                show(top().append(CLEAR_BELOW)
                        .append(frame(last.subList(Math.max(0, last.size() - 1), last.size())))
                        .append(System.lineSeparator()));
                closed = true;
            }
        }
    }

    private StringBuilder top() {
        StringBuilder top = new StringBuilder("\r");
        return drawn > 1 ? top.append("\u001b[").append(drawn - 1).append('A') : top;
    }

    private StringBuilder frame(List<String> now) {
        StringBuilder frame = new StringBuilder(NO_WRAP);
        for (int i = 0; i < now.size(); i++) {
            frame.append(i == 0 ? "" : "\n\r").append(now.get(i)).append(CLEAR_LINE);
        }
        frame.append(now.size() < drawn ? CLEAR_BELOW : "").append(WRAP);
        drawn = now.size();
        return frame;
    }

    private void show(StringBuilder text) {
        terminal.print(text);
        terminal.flush();
    }
}
