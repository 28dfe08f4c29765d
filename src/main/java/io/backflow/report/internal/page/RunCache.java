// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Keeps what was read of each run, and reads it again only if its files have changed or the resolution is another. */
final class RunCache {

    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(String files, Resolution resolution, Map<String, Object> data) {}

    Map<String, Object> read(Path run, Path below, Resolution resolution) {
        String files = files(run);
        Kept known = kept.get(run);
        if (known == null || !known.files.equals(files) || !known.resolution.equals(resolution)) {
            known = new Kept(files, resolution, RunData.read(run, below, resolution));
            kept.put(run, known);
        }
        return known.data;
    }

    /** Returns names, lengths and times of the files of a run. */
    private static String files(Path run) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.sorted().toList()) {
                text.append(file.getFileName()).append(' ').append(Files.size(file)).append(' ');
                text.append(Files.getLastModifiedTime(file).toMillis()).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + run + ": " + e.getMessage(), e);
        }
        return text.toString();
    }
}
