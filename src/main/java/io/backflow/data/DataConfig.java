package io.backflow.data;

import io.backflow.data.sequence.DataException;
import io.backflow.data.sequence.SequenceData;

/** The data that a configuration may name. */
public sealed interface DataConfig permits TemporalOrderConfig, AddingConfig, LanguagesConfig, TextConfig, CsvConfig {

    /**
     * Makes the data ready, which reads files and may download one.
     *
     * @throws DataException if the data is unavailable or invalid
     */
    SequenceData open(DataEnvironment environment);
}
