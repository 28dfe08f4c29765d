// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Removes files of runs. */
final class Removal {

    private Removal() {}

    /** Empties a locked directory, but for its lock. */
    static void empty(Path path) throws IOException {
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

    /** Removes what a process that was killed while it saved had not finished; nothing if there is no such folder. */
    static void halfFiles(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + AtomicFiles.TEMPORARY)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }
}
