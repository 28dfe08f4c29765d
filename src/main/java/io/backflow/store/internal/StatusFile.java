// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that says how far a run came.
 *
 * @param at when that was written
 * @param reason why it ended early; null if it did not
 */
record StatusFile(
        RunStatus status, @Nullable String at, @Nullable String reason) {

    static final String NAME = "status.json";

    /** Returns the status that a run left in a directory; empty if there is none, or what is there is not a run's. */
    static Optional<RunStatus> read(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(file, StatusFile.class).status());
        } catch (UncheckedIOException e) {
            return Optional.empty(); // a run's is always whole
        }
    }
}
