// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import io.backflow.data.DataException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The sequences of one file, and what the file was taken for.
 *
 * @param file the file or folder
 * @param notes what was found out by looking, by what it is about: {@code delimiter} to {@code tab}
 * @param features names of the features
 * @param asked what the sequences are labelled with
 * @param targets names of the numbers to predict, or of the label's column; empty where nothing is asked
 * @param classes the classes that the file itself declares; empty if it declares none
 * @param sequences in the order of the file, at least one
 * @param settings what has to be said for the file to be read so again, besides what looking finds out
 */
public record RawSequences(
        Path file,
        Map<String, String> notes,
        List<String> features,
        Asked asked,
        List<String> targets,
        List<String> classes,
        List<RawSequence> sequences,
        Map<String, Object> settings) {

    /** Checks that there is a sequence. */
    public RawSequences {
        features = List.copyOf(features);
        targets = List.copyOf(targets);
        classes = List.copyOf(classes);
        sequences = List.copyOf(sequences);
        if (sequences.isEmpty()) {
            throw DataException.in(file, "has no sequence");
        }
    }

    /** What sequences are labelled with. */
    public enum Asked {
        /** Nothing. */
        NOTHING,
        /** A text, which may be a class or a number, for each sequence. */
        LABEL,
        /** A text, which may be a class or a number, for every step. */
        STEP_LABELS,
        /** Numbers for each sequence. */
        TARGETS,
        /** Numbers for every step. */
        STEP_TARGETS
    }
}
