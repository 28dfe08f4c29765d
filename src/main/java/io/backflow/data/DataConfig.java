// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

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
}
