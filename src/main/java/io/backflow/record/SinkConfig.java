// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.SinkFolder;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of sink that is chosen by name: {@code json-lines}, {@code csv}, {@code log}, or one that a host registers.
 */
public interface SinkConfig {

    /**
     * Opens a sink.
     *
     * @param directory where it writes files, if it does and names no other place
     * @param name of what is written, such as {@code flow}: records of one type where the kind has tables
     * @param goesOn whether it goes on at the end of what is there, rather than losing it
     * @throws java.io.UncheckedIOException naming the file, if it cannot be opened
     */
    RecordSink open(Path directory, String name, boolean goesOn);

    /**
     * Returns the file that a sink writes which is opened so; empty if it writes none, or none that may be cut.
     *
     * <p>A run that continues from its checkpoint cuts the file to the length that it had then and opens the sink to go
     * on. No two sinks of a run may have the same file.
     *
     * @param directory as it is opened with
     * @param name as it is opened with
     */
    default Optional<Path> file(Path directory, String name) {
        return Optional.empty();
    }

    /**
     * JSON lines in {@code NAME.jsonl}.
     *
     * @param directory where the files are, from the run's directory on; null is that directory
     */
    @TypeName("json-lines")
    record JsonLinesFile(@Nullable String directory) implements SinkConfig {

        /** Checks the rule. */
        public JsonLinesFile {
            SinkFolder.check("directory", directory);
        }

        /** Writes into the directory that it is opened with. */
        public JsonLinesFile() {
            this(null);
        }

        @Override
        public RecordSink open(Path run, String name, boolean goesOn) {
            Path file = SinkFolder.create(path(run, name));
            return goesOn ? JsonLines.append(file) : JsonLines.create(file);
        }

        @Override
        public Optional<Path> file(Path run, String name) {
            return Optional.of(path(run, name));
        }

        private Path path(Path run, String name) {
            return SinkFolder.of(run, directory).resolve(name + ".jsonl");
        }
    }

    /**
     * A long table in {@code NAME.csv}.
     *
     * @param directory where the files are, from the run's directory on; null is that directory
     */
    @TypeName("csv")
    record CsvFile(@Nullable String directory) implements SinkConfig {

        /** Checks the rule. */
        public CsvFile {
            SinkFolder.check("directory", directory);
        }

        /** Writes into the directory that it is opened with. */
        public CsvFile() {
            this(null);
        }

        @Override
        public RecordSink open(Path run, String name, boolean goesOn) {
            Path file = SinkFolder.create(path(run, name));
            return goesOn ? Csv.append(file) : Csv.create(file);
        }

        @Override
        public Optional<Path> file(Path run, String name) {
            return Optional.of(path(run, name));
        }

        private Path path(Path run, String name) {
            return SinkFolder.of(run, directory).resolve(name + ".csv");
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
