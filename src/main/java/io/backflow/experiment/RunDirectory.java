package io.backflow.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
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
            RunDirectory directory = new RunDirectory(path, clock);
            directory.status(RunStatus.RUNNING, "");
            return directory;
        } catch (IOException | UncheckedIOException e) {
            throw new RunDirectoryException(
                    "The run directory " + path + " cannot be written: " + reasonOf(e)
                            + ". Choose another with --run-dir.",
                    e);
        }
    }

    /** Opens a directory whose comparison was begun before, keeping what is there. */
    static RunDirectory resume(Path path, Clock clock) {
        RunDirectory directory = new RunDirectory(path, clock);
        directory.status(RunStatus.RUNNING, "");
        return directory;
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

    private static void checkReplaceable(Path path, boolean force) {
        if (!Files.isDirectory(path)) {
            throw new RunDirectoryException("The run directory " + path + " must be a directory, got a file", null);
        }
        if (!Files.exists(path.resolve(STATUS))) {
            throw new RunDirectoryException(
                    "The directory " + path + " holds files but no " + STATUS
                            + ", so it is not a run's; nothing was changed." + " Choose another with --run-dir.",
                    null);
        }
        RunStatus status = statusOf(path);
        if (status.isResult() && !force) {
            throw new RunDirectoryException(
                    "The run in " + path + " is " + status.key()
                            + "; --force replaces it, --run-dir names another place",
                    null);
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(path)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Returns how far the run in a directory came; {@link RunStatus#RUNNING} if its status cannot be read. */
    static RunStatus statusOf(Path path) {
        Path file = path.resolve(STATUS);
        if (!Files.exists(file)) {
            return RunStatus.RUNNING;
        }
        try {
            return RunStatus.of(String.valueOf(Json.readObject(file).get("status")));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            return RunStatus.RUNNING; // neither of ours nor whole: treated as a run that was cut off
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

    void json(String name, Map<String, ?> content) {
        AtomicFiles.write(file(name), Json.pretty(content));
    }

    void text(String name, String content) {
        AtomicFiles.write(file(name), content);
    }
}
