// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one readable line a record to the log, at INFO. How many come is decided where the records are: by the
 * {@code SamplingSchedule} of a listener.
 */
public final class LogSink implements RecordSink {

    private final Logger logger;

    /** Writes to the logger of this class. */
    public LogSink() {
        this(LoggerFactory.getLogger(LogSink.class));
    }

    /** Writes to the given logger. */
    public LogSink(Logger logger) {
        this.logger = logger;
    }

    @Override
    public <T> void write(RecordFormat<? super T> format, T record) {
        if (logger.isInfoEnabled()) {
            Optional<String> line = format.line(record);
            line.ifPresent(text -> logger.info("{}", text));
        }
    }

    /** Does nothing: the log has its own buffers. */
    @Override
    public void flush() {}

    /** Does nothing: the log stays open. */
    @Override
    public void close() {}
}
