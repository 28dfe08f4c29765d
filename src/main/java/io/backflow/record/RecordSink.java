// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.tensorboard.TensorBoardSink;
import java.io.Flushable;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A destination to which records are written. Safe to use from several threads: records of one sink are written one
 * after the other, whole.
 *
 * <p>Errors of every method: {@link java.io.UncheckedIOException}, naming the file, if writing fails;
 * {@link IllegalStateException} if a record comes after {@link #close()} or after a failure.
 */
public interface RecordSink extends Flushable, AutoCloseable {

    /** Writes a record. */
    <T> void write(RecordFormat<? super T> format, T record);

    /** Writes a row as it is. It is for what has no record type of its own, such as the metrics of an evaluation. */
    default void write(Row row) {
        write(RowFormat.INSTANCE, row);
    }

    /** Returns a consumer that writes records of one type to this sink. */
    default <T> Consumer<T> accepting(RecordFormat<? super T> format) {
        return record -> write(format, record);
    }

    /** Hands everything that was written to the operating system. */
    @Override
    void flush();

    /** Flushes and releases the file. Closing again does nothing. */
    @Override
    void close();

    /**
     * Returns a sink that writes event files of TensorBoard, in place of those that Backflow left in the directory.
     *
     * @throws java.io.UncheckedIOException naming the file, if it cannot be opened
     */
    static RecordSink tensorBoard(Path directory) {
        return TensorBoardSink.open(directory, false);
    }

    /**
     * Returns a sink that hands every record to all of these, in order. If one fails the others still get the record,
     * and the first failure is thrown with the others attached; closing closes all.
     */
    static RecordSink all(RecordSink... sinks) {
        return new FanOutSink(sinks);
    }
}
