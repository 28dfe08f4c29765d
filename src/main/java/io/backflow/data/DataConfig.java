// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The data that a configuration may name.
 *
 * <p>A task is a record with a {@link io.backflow.setting.TypeName} that implements this and that an
 * {@link io.backflow.setting.Extension} offers.
 */
public interface DataConfig {

    /** Whether training sequences are generated without end, so that there are no epochs to count. */
    default boolean endless() {
        return false;
    }

    /** Whether every time step has a target of its own, rather than the whole sequence one. */
    default boolean everyStep() {
        return false;
    }

    /** Whether the sequences are parts of one long one, so that {@link SequenceData#streams()} has it in streams. */
    default boolean streams() {
        return false;
    }

    /**
     * Makes the data ready, which reads files and may download one.
     *
     * @throws DataException if the data is unavailable or invalid
     */
    SequenceData open(DataEnvironment environment);

    /**
     * Returns the settings that name files or folders of this machine, with the files that opening reads there, so that
     * the data can be opened where there are only copies of them. Files that the environment finds do not count.
     *
     * @return by the name of the setting what it names, as a path that leads there from the working directory; then, if
     *     that is a folder or has others beside it, the files that belong to it
     */
    default Map<String, List<Path>> files(DataEnvironment environment) {
        return Map.of();
    }
}
