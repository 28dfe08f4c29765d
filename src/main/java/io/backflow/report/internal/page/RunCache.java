// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps what was read of each run, and reads it again only if its files have changed or the resolution is another. */
final class RunCache {

    /** Runs that a page which follows its files has room for at first; twice as many when it is full. */
    private static final int FIRST_ROOM = 8;

    private final boolean follows;
    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();
    private volatile boolean oneByOne;
    private @Nullable Settled settled;

    private record Kept(Source.Run run, String files, Resolution resolution, Map<String, Object> data) {

        boolean isOf(Source.Run other, String now, Resolution wanted) {
            return run.equals(other) && files.equals(now) && resolution.equals(wanted);
        }
    }

    private record Settled(int room, Resolution resolution) {}

    private RunCache(boolean follows) {
        this.follows = follows;
    }

    /** Returns one for a page that is made once. */
    static RunCache once() {
        return new RunCache(false);
    }

    /** Returns one for a page that is made again and again while runs are added. */
    static RunCache following() {
        return new RunCache(true);
    }

    /** From now on reads runs one after the other, so as to leave the other processors to those that train; or not. */
    void readOneByOne(boolean now) {
        oneByOne = now;
    }

    /** Returns what the files of runs say, one by one or side by side; who gets it may change the maps. */
    List<Map<String, Object>> read(List<Source.Run> runs, Resolution resolution) {
        Stream<Source.Run> each = oneByOne ? runs.stream() : runs.parallelStream();
        return each.map(run -> read(run, resolution)).toList();
    }

    /** Returns for how many runs the page has to have room: a few more, so that not each new one needs all anew. */
    int room(int runs) {
        int room = FIRST_ROOM;
        while (follows && room < runs) {
            room *= 2;
        }
        return follows ? room : runs;
    }

    /** Returns the resolution at which so much room was enough the last time. */
    Optional<Resolution> settled(int room) {
        return Optional.ofNullable(settled).filter(last -> last.room == room).map(Settled::resolution);
    }

    /** Remembers at which resolution the room was enough, and forgets other runs than these. */
    void settle(List<Source.Run> runs, int room, Resolution resolution) {
        settled = new Settled(room, resolution);
        kept.keySet().retainAll(runs.stream().map(Source.Run::directory).collect(Collectors.toSet()));
    }

    private Map<String, Object> read(Source.Run run, Resolution resolution) {
        String files = files(run.directory());
        Kept known = kept.get(run.directory());
        if (known == null || !known.isOf(run, files, resolution)) {
            known = new Kept(run, files, resolution, RunData.read(run, resolution));
            kept.put(run.directory(), known);
        }
        return new LinkedHashMap<>(known.data);
    }

    /** Returns names, lengths and times of the files of a run that the page is made of. */
    private static String files(Path run) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.filter(LivePage::isShown).sorted().toList()) {
                text.append(file.getFileName())
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ');
                text.append(Files.getLastModifiedTime(file).toMillis()).append('\n');
            }
        } catch (NoSuchFileException e) {
            return text.append("one went away").append(System.nanoTime()).toString(); // so that it is read again
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + run + ": " + e.getMessage(), e);
        }
        return text.toString();
    }
}
