// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person says about a file; what is null or empty is found out by looking.
 *
 * @param delimiter the character between cells; a blank stands for any run of blanks and tabs
 * @param decimal the character before decimals, point or comma
 * @param header whether the first line names the columns
 * @param id the column that says to which sequence a row belongs, by name or by number from 0
 * @param time the column of time stamps, by name or by number from 0
 * @param order how rows follow one another; null takes any order and says which it was
 * @param times what time stamps count for besides the order
 * @param label the column of the class, by name, by number from 0, or {@code first}, {@code last} or {@code none}
 * @param targets columns of numbers to predict, by name or by number from 0
 * @param features columns to read as features, by name or by number from 0; empty for all others
 * @param ignored columns to leave out, by name or by number from 0
 */
public record ReadSettings(
        @Nullable Character delimiter,
        @Nullable Character decimal,
        @Nullable Boolean header,
        @Nullable String id,
        @Nullable String time,
        @Nullable Order order,
        Times times,
        @Nullable String label,
        List<String> targets,
        List<String> features,
        List<String> ignored) {

    /** Nothing is said. */
    public static final ReadSettings NONE =
            new ReadSettings(null, null, null, null, null, null, Times.IGNORE, null, List.of(), List.of(), List.of());

    /** Copies the lists. */
    public ReadSettings {
        targets = List.copyOf(targets);
        features = List.copyOf(features);
        ignored = List.copyOf(ignored);
    }

    /** How the rows of a file follow one another. */
    public enum Order {
        /** Those of a sequence are together and in the order of time; anything else is an error. */
        FILE,
        /** In any order: those of a sequence are gathered and sorted by time. */
        SORT
    }

    /** What time stamps count for besides the order. */
    public enum Times {
        /** Nothing. */
        IGNORE,
        /** The smallest distance is one step, and steps between that are not there are missing values. */
        STEPS
    }
}
