// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.listing;

import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds run directories below a folder: comparisons with their runs, and single runs.
 *
 * <p>Links are not followed, and what is hidden is not looked into.
 */
public final class RunFinder {

    /** Files of which a run directory has at least two. */
    private static final List<String> MARKS =
            List.of("config.yaml", "status.json", "environment.json", "summary.json", "metrics.jsonl");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private static final int MAX_DEPTH = 16;

    /** Seed 2 before seed 10. */
    private static final Comparator<Path> BY_NAME = Comparator.comparing(
            Path::toString, Comparator.comparing(RunFinder::withLongNumbers).thenComparing(name -> name));

    private RunFinder() {}

    /** Returns whether a directory is, or was once, that of a run or comparison. */
    public static boolean isRunDirectory(Path directory) {
        return MARKS.stream()
                        .filter(name -> Files.isRegularFile(directory.resolve(name)))
                        .count()
                >= 2;
    }

    /**
     * Returns what lies in a folder and below it, in the order of the paths.
     *
     * @throws UncheckedIOException if the folder itself cannot be read
     */
    public static List<FoundRun> find(Path folder) {
        List<FoundRun> found = new ArrayList<>();
        try {
            collect(folder, MAX_DEPTH, found);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder + ": " + FileFailure.reason(e), e);
        }
        return List.copyOf(found);
    }

    private static void collect(Path folder, int depth, List<FoundRun> found) throws IOException {
        if (isRunDirectory(folder)) {
            FoundRun run = RunReader.read(folder);
            found.add(run.isComparison() ? run.with(below(folder, depth)) : run);
        } else if (depth > 0) {
            for (Path child : folders(folder)) {
                descend(child, depth - 1, found);
            }
        }
    }

    private static List<FoundRun> below(Path comparison, int depth) throws IOException {
        List<FoundRun> runs = new ArrayList<>();
        for (Path child : folders(comparison)) {
            descend(child, depth - 1, runs);
        }
        return runs;
    }

    private static void descend(Path child, int depth, List<FoundRun> found) {
        try {
            collect(child, depth, found);
        } catch (IOException e) {
            found.add(RunReader.broken(child, FileFailure.reason(e)));
        }
    }

    private static List<Path> folders(Path folder) throws IOException {
        List<Path> folders = new ArrayList<>();
        Predicate<Path> wanted = path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                && !path.getFileName().toString().startsWith(".");
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, wanted::test)) {
            children.forEach(folders::add);
        }
        folders.sort(BY_NAME);
        return folders;
    }

    private static String withLongNumbers(String name) {
        return NUMBER.matcher(name)
                .replaceAll(number -> String.format("%20s", number.group()).replace(' ', '0'));
    }
}
