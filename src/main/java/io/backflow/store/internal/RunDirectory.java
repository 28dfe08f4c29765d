// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.setting.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that a run or a comparison leaves behind. Its {@code status.json} says at any time whether it is complete,
 * and if not, why; every file in it is whole. Open, it is locked.
 */
public final class RunDirectory implements AutoCloseable {

    static final String CONFIG = "config.yaml";
    private static final String STATUS = "status.json";

    private final Path path;
    private final Clock clock;
    private final RunLock lock;

    private RunDirectory(Path path, Clock clock, RunLock lock) {
        this.path = path;
        this.clock = clock;
        this.lock = lock;
    }

    /**
     * Opens a directory, and keeps others out until it is closed. The same run, if it is not over, goes on with what is
     * there; any other starts anew in a directory that is empty, holds nothing that would be missed, or is to be replaced
     * by force.
     *
     * @param identity what is to be run
     * @param force whether to start anew whatever is there, as long as it is a run's
     * @throws RunDirectoryException if the directory is not a run's, is in use, cannot be written, or holds work that only
     *     {@code force} replaces
     */
    public static RunDirectory open(Path path, RunIdentity identity, boolean force, Clock clock) {
        try {
            checkIsRuns(path);
            Files.createDirectories(path);
            RunLock lock = RunLock.acquire(path);
            try {
                return open(new RunDirectory(path, clock, lock), identity, force);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw unwritable(path, FileFailure.describe(e), e);
        } catch (UncheckedIOException e) {
            throw unwritable(path, FileFailure.describe(Objects.requireNonNull(e.getCause())), e);
        }
    }

    private static RunDirectory open(RunDirectory directory, RunIdentity identity, boolean force) throws IOException {
        Path path = directory.path;
        boolean goesOn = !force && !holdsResult(path) && identity.isThatOf(path);
        if (goesOn) {
            deleteHalfFiles(path.resolve(Checkpoint.FOLDER));
        } else {
            if (!force) {
                checkReplaceable(path, identity);
            }
            delete(path);
        }
        directory.status(RunStatus.RUNNING, "");
        if (!goesOn) {
            identity.writeTo(directory);
        }
        return directory;
    }

    private static RunDirectoryException unwritable(Path path, String reason, Exception e) {
        return new RunDirectoryException(
                "The run directory " + path + " cannot be written: " + reason + ". Choose another with --run-dir.", e);
    }

    /** What a user keeps elsewhere is never touched, not even by force. */
    private static void checkIsRuns(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.isDirectory(path)) {
            throw new RunDirectoryException("The run directory " + path + " must be a directory, got a file", null);
        }
        if (!isEmpty(path) && readStatus(path).isEmpty()) {
            throw new RunDirectoryException(
                    "The directory " + path + " holds files but no " + STATUS
                            + " of a run, so it is not a run's; nothing was changed. Choose another with --run-dir.",
                    null);
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(RunDirectory::isOfARunKilledAtOnce);
        }
    }

    private static boolean isOfARunKilledAtOnce(Path file) {
        return file.endsWith(RunLock.FILE) || file.endsWith(STATUS + AtomicFiles.TEMPORARY);
    }

    private static void checkReplaceable(Path path, RunIdentity identity) throws IOException {
        Optional<RunStatus> status = readStatus(path);
        if (status.isPresent() && status.get().isResult()) {
            throw new RunDirectoryException(
                    "The run in " + path + " is " + status.get().key()
                            + "; --force replaces it, --run-dir names another place",
                    null);
        }
        long runs = runsWithWork(path);
        if (runs > 0) {
            throw new RunDirectoryException(
                    "The directory " + path + " holds " + runs + (runs == 1 ? " run " : " runs ")
                            + identity.differenceFrom(path)
                            + ", finished or to be continued; nothing was changed. --force starts anew, --run-dir"
                            + " names another place",
                    null);
        }
    }

    /** Counts the runs, in a directory and below it, whose loss would be one: hours may be in them. */
    private static long runsWithWork(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isDirectory)
                    .filter(run -> holdsResult(run) || Files.exists(run.resolve(Checkpoint.FILE)))
                    .count();
        }
    }

    /** Removes what a process that was killed while it saved had not finished. */
    private static void deleteHalfFiles(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + AtomicFiles.TEMPORARY)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void delete(Path path) throws IOException {
        Path directory = path.toRealPath(); // a walk would end at a link
        Path lock = directory.resolve(RunLock.FILE);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory) && !file.equals(lock)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Returns whether the run in a directory is over and its result stands; not if there is none. */
    public static boolean holdsResult(Path path) {
        return readStatus(path).filter(RunStatus::isResult).isPresent();
    }

    /** Returns the status that a run left in a directory; empty if there is none, or what is there is not a run's. */
    private static Optional<RunStatus> readStatus(Path path) {
        Path file = path.resolve(STATUS);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RunStatus.of(String.valueOf(Json.readObject(file).get("status"))));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            return Optional.empty(); // a run's is always whole
        }
    }

    /** Returns the configuration that the run in a directory was started with; empty if there is none. */
    public static String configOf(Path path) {
        Path file = path.resolve(CONFIG);
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return ""; // unreadable: whatever it was, it is not the one that is asked for
        }
    }

    /** Returns where the directory is. */
    public Path path() {
        return path;
    }

    /** Returns the path of a file in the directory. */
    public Path file(String name) {
        return path.resolve(name);
    }

    public void status(RunStatus status, String reason) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("status", status.key());
        content.put("at", clock.instant().toString());
        if (!reason.isEmpty()) {
            content.put("reason", reason);
        }
        json(STATUS, content);
    }

    /** Says that something broke. */
    public void failed(Throwable cause) {
        try {
            status(RunStatus.FAILED, cause.toString());
        } catch (RuntimeException e) {
            cause.addSuppressed(e); // a full disk takes no status either
        }
    }

    public void json(String name, Map<String, ?> content) {
        AtomicFiles.write(file(name), Json.pretty(content));
    }

    public void text(String name, String content) {
        AtomicFiles.write(file(name), content);
    }

    /** Lets others in again. */
    @Override
    public void close() {
        lock.close();
    }
}
