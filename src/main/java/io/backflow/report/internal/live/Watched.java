// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import io.backflow.report.internal.page.LivePage;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run directory under watch: it looks whether files have changed, and makes page and data anew when they are asked
 * for. It counts the time that both take, so that the one who watches can keep to a share of the machine.
 */
final class Watched {

    /** What is to be said of the directory. */
    enum State {
        /** No file of a run is there yet. */
        WAITING,
        /** Runs in it may train. */
        RUNNING,
        /** They would, but their process was killed. */
        ABANDONED,
        /** All is over. */
        OVER,
        /** It was there, and is no longer. */
        GONE;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A moment of the directory.
     *
     * @param version one more with each change
     * @param state what is to be said of it
     */
    record Moment(long version, State state) {

        String asEvent() {
            return "event: changed\ndata: {\"version\":" + version + ",\"state\":\"" + state.key() + "\"}\n\n";
        }
    }

    /** A run that writes nothing for so long may have been killed. */
    private static final long QUIET_MILLIS = 60_000;

    private final Path directory;
    private final LivePage page;
    private @Nullable Snapshot last;
    private @Nullable String data;
    private long dataVersion = -1;
    private volatile Moment moment = new Moment(0, State.WAITING);
    private long spent;
    private long reads;

    Watched(Path directory) {
        this.directory = directory;
        this.page = new LivePage(directory);
    }

    /** Returns the moment that was last seen. */
    Moment moment() {
        return moment;
    }

    /** Looks whether files have changed. */
    synchronized Moment look() {
        long begin = System.nanoTime();
        Snapshot now = Snapshot.of(directory);
        State state = now.equals(last) ? moment.state() : stateOf(now);
        if (state == State.RUNNING && isQuiet(now) && page.isAbandoned()) {
            state = State.ABANDONED;
        }
        if (!now.equals(last) || state != moment.state()) {
            moment = new Moment(moment.version() + 1, state);
        }
        last = now;
        spent += System.nanoTime() - begin;
        return moment;
    }

    /** Returns whether its runs are over, by one small file. */
    boolean isOver() {
        return page.isOver();
    }

    private State stateOf(Snapshot now) {
        if (now.files() == 0) {
            return moment.state() == State.WAITING ? State.WAITING : State.GONE;
        }
        return page.isOver() ? State.OVER : State.RUNNING;
    }

    private static boolean isQuiet(Snapshot now) {
        return System.currentTimeMillis() - now.newest() > QUIET_MILLIS;
    }

    /** Returns the data of the page as its files are now; of a directory that is gone, as they were. */
    synchronized String data() {
        Moment now = look();
        String known = data;
        if (known != null && (dataVersion == now.version() || now.state() == State.GONE)) {
            return known;
        }
        long begin = System.nanoTime();
        String made = page.data();
        spent += System.nanoTime() - begin;
        reads++;
        data = made;
        dataVersion = now.version();
        return made;
    }

    /** Returns the page with these data; what this takes is not counted. */
    synchronized String html() {
        long before = spent;
        String html = page.html(data(), dataVersion);
        spent = before;
        return html;
    }

    /** Returns how often the files were read. */
    synchronized long reads() {
        return reads;
    }

    /** Returns how many nanoseconds went into looking and reading since this was asked last. */
    synchronized long takeSpent() {
        long taken = spent;
        spent = 0;
        return taken;
    }
}
