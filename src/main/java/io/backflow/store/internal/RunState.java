// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How far the run or comparison in a directory came.
 *
 * @param status {@link RunStatus#INTERRUPTED} also of one that says it is running and that no process has open
 * @param at when it said so, as an instant; empty if the file does not say
 * @param reason why it ended early; empty if it did not
 */
public record RunState(RunStatus status, String at, String reason) {

    /** The reason of a run whose process was killed. */
    public static final String KILLED = "its process ended without a word";

    /**
     * Reads it.
     *
     * @return empty if there is no status in the directory
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static Optional<RunState> read(Path directory) {
        Path file = directory.resolve(StatusFile.NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        StatusFile said = Json.read(file, StatusFile.class);
        String at = said.at() == null ? "" : said.at();
        if (said.status() == RunStatus.RUNNING && !RunLock.isHeld(directory)) {
            return Optional.of(new RunState(RunStatus.INTERRUPTED, at, KILLED));
        }
        return Optional.of(new RunState(said.status(), at, said.reason() == null ? "" : said.reason()));
    }
}
