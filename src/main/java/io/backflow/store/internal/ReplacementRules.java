// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a new run may take the place of. */
final class ReplacementRules {

    private ReplacementRules() {}

    /**
     * Refuses what a user keeps elsewhere, which is never touched, not even by force.
     *
     * @throws RunDirectoryException if a place is neither free nor a run's
     */
    static void checkIsRuns(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.isDirectory(path)) {
            throw new RunDirectoryException("The run directory " + path + " must be a directory, got a file", null);
        }
        if (!isEmpty(path) && StatusFile.read(path).isEmpty()) {
            throw new RunDirectoryException(
                    "The directory " + path + " holds files but no " + StatusFile.NAME
                            + " of a run, so it is not a run's; nothing was changed. Choose another with --run-dir.",
                    null);
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(ReplacementRules::isOfARunKilledAtOnce);
        }
    }

    private static boolean isOfARunKilledAtOnce(Path file) {
        return file.endsWith(RunLock.FILE) || file.endsWith(StatusFile.NAME + AtomicFiles.TEMPORARY);
    }

    /**
     * Refuses what only force replaces: results, and runs that could go on.
     *
     * @param identity what is to be run instead
     * @param obstacle why the work is no part of that; empty if nothing can be
     * @throws RunDirectoryException if there is such work
     */
    static void checkReplaceable(Path path, RunIdentity identity, String obstacle) throws IOException {
        String why = obstacle.isEmpty() ? "" : "; this is no extension of it: " + obstacle;
        Optional<RunStatus> status = StatusFile.read(path);
        if (status.isPresent() && status.get().isResult()) {
            throw new RunDirectoryException(
                    "The run in " + path + " is " + status.get().key() + why
                            + "; --force replaces it, --run-dir names another place",
                    null);
        }
        long runs = runsWithWork(path);
        if (runs > 0) {
            throw new RunDirectoryException(
                    "The directory " + path + " holds " + runs + (runs == 1 ? " run " : " runs ")
                            + identity.differenceFrom(path)
                            + ", finished or to be continued" + why
                            + "; nothing was changed. --force starts anew, --run-dir"
                            + " names another place",
                    null);
        }
    }

    /** Counts the runs, in a directory and below it, whose loss would be one. */
    private static long runsWithWork(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isDirectory)
                    .filter(RunDirectory::holdsWork)
                    .count();
        }
    }
}
