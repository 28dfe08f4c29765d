// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import io.backflow.report.internal.live.Watched.Moment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The pages that are open and hear of changes, each by a thread of its own. Of several changes a page hears of the
 * last; what it does not read is not kept for it.
 */
final class Listeners {

    /** Browsers open six connections to a server, and pages need some for their data. */
    static final int MOST = 4;

    private static final Duration PING = Duration.ofSeconds(15);

    private final Supplier<Moment> latest;
    private final Guard guard;
    private int count;
    private long knocks;
    private boolean closed;

    Listeners(Supplier<Moment> latest, Guard guard) {
        this.latest = latest;
        this.guard = guard;
    }

    /** Lets one more in; returns false if there are too many, once those that were closed have been found out. */
    synchronized boolean enter() {
        boolean hasRoom = count < MOST;
        if (hasRoom) {
            count++;
        } else {
            knocks++; // so that something is written to each, which fails if nobody is there
        }
        notifyAll();
        return hasRoom;
    }

    /** Lets one out. */
    synchronized void leave() {
        count--;
    }

    synchronized boolean isAny() {
        return count > 0;
    }

    /** Waits until there is one, or until it is closed. */
    synchronized void awaitAny() throws InterruptedException {
        while (count == 0 && !closed) {
            wait();
        }
    }

    /** Says that there is a new moment. */
    synchronized void tell() {
        notifyAll();
    }

    /** Says that there will be none. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Writes each moment that is new, until it is closed or the page is. */
    void stream(OutputStream body) throws IOException, InterruptedException {
        write(body, "retry: 2000\n\n");
        long told = -1;
        while (!isClosed()) {
            Moment moment = latest.get();
            if (moment.version() > told) {
                told = moment.version();
                write(body, moment.asEvent());
            } else if (!await(told)) {
                write(body, ": still here\n\n");
            }
        }
        write(body, "event: end\ndata: {}\n\n");
    }

    private void write(OutputStream body, String text) throws IOException {
        guard.setDeadline();
        body.write(text.getBytes(StandardCharsets.UTF_8));
        body.flush();
        guard.dropDeadline();
    }

    /** Waits for a moment after that one, or the end; returns false if there was neither for a while. */
    private synchronized boolean await(long told) throws InterruptedException {
        long end = System.nanoTime() + PING.toNanos();
        long before = knocks;
        while (!closed && knocks == before && latest.get().version() <= told) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return closed || latest.get().version() > told;
    }
}
