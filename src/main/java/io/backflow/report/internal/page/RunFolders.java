// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.result.internal.listing.ConfiguredRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the runs in a run directory: its own, or those of a comparison below it. */
final class RunFolders {

    /** Of a comparison: task, cell, clipping, seed, and one of a name with a slash. */
    private static final int DEPTH = 6;

    private static final String OF_A_RUN = "metrics.jsonl";

    private static final Comparator<String> BY_NUMBERS =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private RunFolders() {}

    static boolean isRun(Path directory) {
        return Files.isRegularFile(directory.resolve(OF_A_RUN));
    }

    static boolean holdsRuns(Path directory) {
        if (isRun(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.find(directory, DEPTH, RunFolders::isOfRun)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /** Returns them in the order of the configuration, then of their names, seed 2 before seed 10. */
    static List<Path> of(Path directory, ConfiguredRuns configured) {
        if (isRun(directory)) {
            return List.of(directory);
        }
        if (!Files.isDirectory(directory)) {
            return List.of(); // not there yet
        }
        Comparator<Path> order = Comparator.comparingInt(run -> configured.place(arm(run)));
        try (Stream<Path> files = Files.find(directory, DEPTH, RunFolders::isOfRun)) {
            return files.map(file -> directory.relativize(file).getParent())
                    .sorted(order.thenComparing(RunFolders::arm)
                            .thenComparing(run -> run.getFileName().toString(), BY_NUMBERS))
                    .map(directory::resolve)
                    .toList();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static boolean isOfRun(Path file, BasicFileAttributes attributes) {
        return file.endsWith(OF_A_RUN);
    }

    private static UncheckedIOException unreadable(Path directory, IOException e) {
        return new UncheckedIOException("Cannot read " + directory + ": " + e.getMessage(), e);
    }

    private static String arm(Path run) {
        return run.getParent() == null ? "" : slashed(run.getParent());
    }

    /** Returns a relative path as configurations name it. */
    static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }

    /** Returns a file's text; an empty one if there is none. */
    static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return ""; // not a text: the page does without
        }
    }
}
