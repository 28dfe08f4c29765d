package io.backflow.data;

import io.backflow.data.internal.sequence.DataException;
import io.backflow.data.internal.sequence.SequenceData;

/** The data that a configuration may name. */
public sealed interface DataConfig
        permits TemporalOrderConfig, AddingConfig, CopyConfig, LanguagesConfig, TextConfig, CsvConfig {

    /** Whether training sequences are generated without end, so that there are no epochs to count. */
    default boolean endless() {
        return false;
    }

    /** Whether every time step has a target of its own, rather than the whole sequence one. */
    default boolean everyStep() {
        return false;
    }

    /**
     * Makes the data ready, which reads files and may download one.
     *
     * @throws DataException if the data is unavailable or invalid
     */
    SequenceData open(DataEnvironment environment);
}
