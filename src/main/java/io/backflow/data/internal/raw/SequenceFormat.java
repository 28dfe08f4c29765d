// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A form of file that holds sequences; a new one is such a class and its line in {@code Formats}. */
public interface SequenceFormat {

    /** Returns the name by which a configuration's {@code form} chooses it: {@code rows}. */
    String name();

    /** Returns what the file is, in words that follow "taken for": {@code one sequence a row}. */
    String description();

    /** Returns by what the file looks like this form, in words; empty if it does not. */
    Optional<String> recognises(Look look);

    /**
     * Reads a whole file or folder.
     *
     * @throws io.backflow.data.DataException naming the place of the first thing that is wrong
     */
    RawSequences read(Path file, ReadSettings settings);

    /**
     * Returns the keys of the task that reads the file, {@code type} first; empty if {@code type: sequences} does.
     *
     * @param settings what a person says about the file
     */
    default Map<String, Object> ownTask(Path file, ReadSettings settings) {
        return Map.of();
    }
}
