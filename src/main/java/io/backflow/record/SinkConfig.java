// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.setting.TypeName;
import java.nio.file.Path;

/**
 * A kind of sink that is chosen by name: {@code json-lines}, {@code csv}, {@code log}, or one that a host registers.
 */
public interface SinkConfig {

    /**
     * Opens a sink.
     *
     * @param directory where it writes files, if it does
     * @param name of what is written, such as {@code flow}: records of one type where the kind has tables
     * @param goesOn whether it goes on at the end of what is there, rather than losing it
     * @throws java.io.UncheckedIOException naming the file, if it cannot be opened
     */
    RecordSink open(Path directory, String name, boolean goesOn);

    /** JSON lines in {@code NAME.jsonl}. */
    @TypeName("json-lines")
    record JsonLinesFile() implements SinkConfig {
        @Override
        public RecordSink open(Path directory, String name, boolean goesOn) {
            Path file = directory.resolve(name + ".jsonl");
            return goesOn ? JsonLines.append(file) : JsonLines.create(file);
        }
    }

    /** A long table in {@code NAME.csv}. */
    @TypeName("csv")
    record CsvFile() implements SinkConfig {
        @Override
        public RecordSink open(Path directory, String name, boolean goesOn) {
            Path file = directory.resolve(name + ".csv");
            return goesOn ? Csv.append(file) : Csv.create(file);
        }
    }

    /** Lines of the log. */
    @TypeName("log")
    record LogLines() implements SinkConfig {
        @Override
        public RecordSink open(Path directory, String name, boolean goesOn) {
            return new LogSink();
        }
    }
}
