// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import io.backflow.setting.Rules;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folder that a sink may name for its files. */
public final class SinkFolder {

    private SinkFolder() {}

    /** Requires that a folder, if one is given, can be the name of one. */
    public static void check(String name, @Nullable String folder) {
        if (folder != null) {
            new Rules()
                    .notBlank(name, folder)
                    .require(isPath(folder), name, "must be the name of a directory", folder)
                    .enforce();
        }
    }

    private static boolean isPath(String folder) {
        try {
            return Path.of(folder).getNameCount() >= 0;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Returns a folder, if one is given, from a run's directory on; else that directory. */
    public static Path of(Path run, @Nullable String folder) {
        return folder == null ? run : run.resolve(folder);
    }

    /**
     * Makes the folder of a file, where there is none.
     *
     * @return the file
     * @throws UncheckedIOException naming the file, if that fails
     */
    public static Path create(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + FileFailure.describe(e), e);
        }
    }
}
