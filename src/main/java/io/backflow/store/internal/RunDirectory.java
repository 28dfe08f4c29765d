// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory that a run or a comparison leaves behind. Its {@code status.json} says at any time whether it is
 * complete, and if not, why; every file in it is whole. Open, it is locked.
 */
public final class RunDirectory implements AutoCloseable {

    /** The file by which a directory is a run's: its configuration. */
    public static final String CONFIG = "config.yaml";

    private final Path path;
    private final Clock clock;
    private final RunLock lock;

    private boolean extended;

    /** Knows whether the work in a directory is a part of what is to be run. */
    @FunctionalInterface
    public interface Extending {

        /** Says in which way it is none; empty if it is one. */
        Optional<String> obstacle(Path directory);
    }

    private RunDirectory(Path path, Clock clock, RunLock lock) {
        this.path = path;
        this.clock = clock;
        this.lock = lock;
    }

    /**
     * Opens a directory, and keeps others out until it is closed. The same run, if it is not over, goes on with what is
     * there; any other starts anew in a directory that is empty, holds nothing that would be missed, or is to be
     * replaced by force.
     *
     * @param identity what is to be run
     * @param force whether to start anew whatever is there, as long as it is a run's
     * @throws RunDirectoryException if the directory is not a run's, is in use, cannot be written, or holds work that
     *     only {@code force} replaces
     */
    public static RunDirectory open(Path path, RunIdentity identity, boolean force, Clock clock) {
        return open(path, identity, force, clock, null);
    }

    /**
     * Opens a directory as {@link #open(Path, RunIdentity, boolean, Clock)} does, and takes over the work in it that is
     * a part of what is to be run. Then every file of it stays as it is, but for those of the directory itself that say
     * what is run in it.
     *
     * @param extending knows whether it is a part; null if nothing is
     */
    public static RunDirectory open(
            Path path, RunIdentity identity, boolean force, Clock clock, @Nullable Extending extending) {
        try {
            ReplacementRules.checkIsRuns(path);
            Files.createDirectories(path);
            RunLock lock = RunLock.acquire(path);
            try {
                return open(new RunDirectory(path, clock, lock), identity, force, extending);
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

    private static RunDirectory open(
            RunDirectory directory, RunIdentity identity, boolean force, @Nullable Extending extending)
            throws IOException {
        Path path = directory.path;
        boolean same = identity.isThatOf(path);
        boolean goesOn = !force && same && !holdsResult(path);
        Optional<String> obstacle = Optional.empty();
        if (extending != null && !force && !same && !configOf(path).isEmpty()) {
            obstacle = extending.obstacle(path);
            directory.extended = obstacle.isEmpty();
        }
        if (goesOn) {
            Removal.halfFiles(path.resolve(Checkpoint.FOLDER));
        } else if (!directory.extended) {
            if (!force) {
                ReplacementRules.checkReplaceable(path, identity, obstacle.orElse(""));
            }
            Removal.empty(path);
        }
        // The status first: a directory whose status is a result has no part of another run.
        Map<Path, AtomicFiles.Content> files = new LinkedHashMap<>();
        files.put(directory.file(StatusFile.NAME), AtomicFiles.text(Json.pretty(directory.said(RunStatus.RUNNING, ""))));
        if (!goesOn) {
            files.putAll(identity.files(directory));
        }
        AtomicFiles.write(files);
        return directory;
    }

    private static RunDirectoryException unwritable(Path path, String reason, Exception e) {
        return new RunDirectoryException(
                "The run directory " + path + " cannot be written: " + reason + ". Choose another with --run-dir.", e);
    }

    /** Returns whether work was taken over that is a part of what is run. */
    public boolean isExtended() {
        return extended;
    }

    /** Returns whether a directory holds what hours may be in: the result of a run, or one that could go on. */
    public static boolean holdsWork(Path path) {
        return holdsResult(path) || Files.exists(path.resolve(Checkpoint.FILE));
    }

    /** Returns whether the run in a directory is over and its result stands; not if there is none. */
    public static boolean holdsResult(Path path) {
        return StatusFile.read(path).filter(RunStatus::isResult).isPresent();
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

    /**
     * Says how far the run came.
     *
     * @param reason why it ended early; empty if it did not
     */
    public void status(RunStatus status, String reason) {
        json(StatusFile.NAME, said(status, reason));
    }

    private StatusFile said(RunStatus status, String reason) {
        return new StatusFile(status, clock.instant().toString(), reason.isEmpty() ? null : reason);
    }

    /** Says that something broke. */
    public void failed(Throwable cause) {
        try {
            status(RunStatus.FAILED, cause.toString());
        } catch (RuntimeException e) {
            cause.addSuppressed(e); // a full disk takes no status either
        }
    }

    /** Writes a record as a file. */
    public void json(String name, Object content) {
        AtomicFiles.write(file(name), Json.pretty(content));
    }

    /** Lets others in again. */
    @Override
    public void close() {
        lock.close();
    }
}
