package io.backflow.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that a run or a comparison leaves behind. Its {@code status.json} says at any time whether it is complete,
 * and if not, why; every file in it is whole.
 */
public final class RunDirectory {

    static final String CONFIG = "config.yaml";
    private static final String STATUS = "status.json";

    private final Path path;
    private final Clock clock;

    private RunDirectory(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
    }

    /**
     * Starts a run in a new directory, in one whose run is not over, or, if forced, in one whose run is; what was there
     * is removed.
     *
     * @throws RunDirectoryException if the directory is not a run's, holds a finished run and {@code force} is not set, or
     *     cannot be written
     */
    static RunDirectory start(Path path, boolean force, Clock clock) {
        try {
            if (Files.exists(path) && !isEmptyDirectory(path)) {
                checkReplaceable(path, force);
                delete(path);
            }
            Files.createDirectories(path);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        return resume(path, clock);
    }

    /**
     * Opens a directory whose comparison was begun before, keeping what is there.
     *
     * @throws RunDirectoryException if it cannot be written
     */
    static RunDirectory resume(Path path, Clock clock) {
        RunDirectory directory = new RunDirectory(path, clock);
        try {
            directory.status(RunStatus.RUNNING, "");
        } catch (UncheckedIOException e) {
            throw unwritable(path, e);
        }
        return directory;
    }

    private static RunDirectoryException unwritable(Path path, Exception e) {
        return new RunDirectoryException(
                "The run directory " + path + " cannot be written: " + reasonOf(e) + ". Choose another with --run-dir.",
                e);
    }

    private static String reasonOf(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName() + " " + cause.getMessage();
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    private static void checkReplaceable(Path path, boolean force) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new RunDirectoryException("The run directory " + path + " must be a directory, got a file", null);
        }
        Optional<RunStatus> status = readStatus(path);
        if (status.isEmpty()) {
            throw new RunDirectoryException(
                    "The directory " + path + " holds files but no " + STATUS
                            + " of a run, so it is not a run's; nothing was changed. Choose another with --run-dir.",
                    null);
        }
        if (status.get().isResult() && !force) {
            throw new RunDirectoryException(
                    "The run in " + path + " is " + status.get().key()
                            + "; --force replaces it, --run-dir names another place",
                    null);
        }
        long runs = force ? 0 : runsThatAreOver(path);
        if (runs > 0) {
            throw new RunDirectoryException(
                    "The directory " + path + " holds " + runs
                            + " finished runs of another configuration, or of other data; --force replaces them,"
                            + " --run-dir names another place",
                    null);
        }
    }

    /** A comparison that was stopped is not over, but hours of work may be in the runs below it. */
    private static long runsThatAreOver(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isDirectory)
                    .filter(RunDirectory::holdsResult)
                    .count();
        }
    }

    private static void delete(Path path) throws IOException {
        Path directory = path.toRealPath(); // a walk would end at a link
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Returns whether the run in a directory is over and its result stands; not if there is none. */
    static boolean holdsResult(Path path) {
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
    static String configOf(Path path) {
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
    Path file(String name) {
        return path.resolve(name);
    }

    void status(RunStatus status, String reason) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("status", status.key());
        content.put("at", clock.instant().toString());
        if (!reason.isEmpty()) {
            content.put("reason", reason);
        }
        json(STATUS, content);
    }

    /** Says that something broke. */
    void failed(Throwable cause) {
        try {
            status(RunStatus.FAILED, cause.toString());
        } catch (RuntimeException e) {
            cause.addSuppressed(e); // a full disk takes no status either
        }
    }

    void json(String name, Map<String, ?> content) {
        AtomicFiles.write(file(name), Json.pretty(content));
    }

    void text(String name, String content) {
        AtomicFiles.write(file(name), content);
    }
}
