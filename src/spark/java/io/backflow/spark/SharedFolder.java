// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Checkpoint;
import io.backflow.store.internal.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that all machines see, in which each attempt at a run has a directory of its own.
 *
 * <p>An attempt begins with a copy of the last checkpoint of an earlier one, and of what that one had recorded until
 * then or later: a run that goes on cuts its records to the length that they had at its checkpoint. So two attempts
 * that go on at once, as with speculation, never write one file, and each ends as if there were no other.
 */
final class SharedFolder {

    private static final Logger log = LoggerFactory.getLogger(SharedFolder.class);

    private static final String TOKEN = "token";

    private String checked = "";

    /** Writes what executors look for; returns the folder of the runs of a comparison. */
    static Path prepare(Path shared, String key, String token) {
        try {
            Path folder = shared.toAbsolutePath().normalize().resolve(key);
            Files.createDirectories(folder);
            AtomicFiles.write(folder.resolve(TOKEN), token);
            return folder;
        } catch (IOException e) {
            throw new ClusterException("--shared " + shared + " cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Requires that the folder is the driver's.
     *
     * @throws ClusterException if it is not, or not there
     */
    synchronized void check(Common common) {
        if (common.shared().isEmpty() || checked.equals(common.token())) {
            return;
        }
        Path file = Path.of(common.shared(), TOKEN);
        String found;
        try {
            found = Files.readString(file);
        } catch (IOException e) {
            found = "";
        }
        if (!found.equals(common.token())) {
            throw new ClusterException(
                    "it does not see what the driver wrote in " + common.shared()
                            + ": --shared needs a folder that all machines have at the same place",
                    null);
        }
        checked = common.token();
    }

    /** Returns whether a directory has a result. */
    static boolean isOver(Path directory) {
        return RunDirectory.holdsResult(directory);
    }

    /** Returns the directory of all attempts at a run. */
    static Path attempts(Path folder, String run) {
        return folder.resolve(run);
    }

    /** Returns the directory of a new attempt, or that of one before that came to the end. */
    Path attempt(Common common, RunOrder order, String name) throws IOException {
        Path all = attempts(Path.of(common.shared()), order.name());
        Files.createDirectories(all);
        List<Path> before;
        try (Stream<Path> found = Files.list(all)) {
            before = found.filter(Files::isDirectory).toList();
        }
        Optional<Path> over = before.stream().filter(SharedFolder::isOver).findFirst();
        if (over.isPresent()) {
            return over.get();
        }
        Path own = all.resolve(name);
        Optional<Path> last = before.stream()
                .filter(attempt -> Files.isRegularFile(attempt.resolve(Checkpoint.FILE)))
                .max(Comparator.comparing(SharedFolder::saved));
        if (last.isPresent()) {
            copy(last.get(), own);
            log.info(
                    "{} goes on from an attempt before, {}",
                    order.name(),
                    last.get().getFileName());
        }
        return own;
    }

    private static FileTime saved(Path attempt) {
        try {
            return Files.getLastModifiedTime(attempt.resolve(Checkpoint.FILE));
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** The checkpoint first: the records that are copied after it are never shorter than they were at it. */
    private static void copy(Path from, Path to) throws IOException {
        Path checkpoint = from.resolve(Checkpoint.FILE);
        copyFile(from, checkpoint, to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!file.equals(checkpoint) && !name.equals(".lock") && !name.endsWith(AtomicFiles.TEMPORARY)) {
                    copyFile(from, file, to);
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private static void copyFile(Path from, Path file, Path to) throws IOException {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
    }
}
