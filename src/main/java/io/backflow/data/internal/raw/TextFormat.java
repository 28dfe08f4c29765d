// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A form of text that a task of its own reads; a new one is such a class and its line in {@code TextForms}. */
public interface TextFormat {

    /** Returns what the file is, in words that follow "taken for": {@code a text}. */
    String description();

    /** Returns by what the file or folder looks like this form, in words; empty if it does not. */
    Optional<String> recognises(Look look);

    /**
     * Reads the whole file or folder, and returns what there is to say, by what it is about.
     *
     * @throws io.backflow.data.DataException naming the place of the first thing that is wrong
     */
    Map<String, String> lines(Path path);

    /**
     * Reads a test part that is a file of its own too, and returns what there is to say of it and of texts in both;
     * empty where this form has no such part.
     */
    default Map<String, String> ofTest(Path training, Path test) {
        return Map.of();
    }

    /** Returns the keys of the task that reads it, {@code type} first. */
    Map<String, Object> task(Path path);
}
