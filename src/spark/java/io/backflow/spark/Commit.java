// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.io.FileUtils;

/** Puts the directory of an attempt in the place of its run, at once. */
final class Commit {

    private Commit() {}

    /**
     * Moves a directory to its place, where at most an unfinished run is.
     *
     * @param aside a place in the same file system that is free
     */
    static void move(Path attempt, Path place, Path aside) throws IOException {
        Files.createDirectories(place.getParent());
        if (Files.exists(place)) {
            Files.move(place, aside);
        }
        Files.move(attempt, place, StandardCopyOption.ATOMIC_MOVE);
        FileUtils.deleteQuietly(aside.toFile());
    }

    /**
     * Brings a directory of another file system beside the place, so that it can be moved there at once.
     *
     * @return where it is then
     */
    static Path near(Path attempt, Path beside) throws IOException {
        try {
            return Files.move(attempt, beside, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            FileUtils.copyDirectory(attempt.toFile(), beside.toFile());
            return beside;
        }
    }
}
