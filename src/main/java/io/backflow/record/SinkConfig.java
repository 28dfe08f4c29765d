// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.SinkFolder;
import io.backflow.record.internal.tensorboard.TensorBoardSink;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A kind of sink that is chosen by name: {@code json-lines}, {@code csv}, {@code tensorboard}, {@code log}, or one that a
 * host registers.
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
     * Returns whether one sink takes the records of every kind that a run has, as a service does that knows runs; else
     * each kind has a sink of its own.
     *
     * <p>Such a sink is opened by {@link #open(Run)}, and gets besides, as its last row, {@code ending} with the run's
     * {@code status}, {@code reason} and figures. If it is closed without that row the run broke.
     */
    default boolean takesAllKinds() {
        return false;
    }

    /**
     * Opens the sink of a run.
     *
     * @throws java.io.UncheckedIOException naming the file, if it cannot be opened
     */
    default RecordSink open(Run run) {
        return open(run.directory(), "records", run.resumedAfter().isPresent());
    }

    /**
     * The run whose records a sink takes.
     *
     * @param directory where it writes its files
     * @param name by which it is told from other runs: {@code temporal-order/lstm/none/seed-1}
     * @param settings what is configured, by the path of the key: {@code training.batchSize}
     * @param resumedAfter how many updates it had made before it goes on; empty if it starts
     */
    record Run(Path directory, String name, Map<String, String> settings, OptionalLong resumedAfter) {

        /** Copies the settings, in their order. */
        public Run {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }

    /**
     * Event files of TensorBoard: scalars, histograms and the flow through time as images.
     *
     * @param directory where the files are, from the run's directory on; null is that directory
     */
    @TypeName("tensorboard")
    record TensorBoardFiles(@Nullable String directory) implements SinkConfig {

        /** Checks the rule. */
        public TensorBoardFiles {
            SinkFolder.check("directory", directory);
        }

        /** Writes into the directory that it is opened with. */
        public TensorBoardFiles() {
            this(null);
        }

        @Override
        public boolean takesAllKinds() {
            return true;
        }

        @Override
        public RecordSink open(Path run, String name, boolean goesOn) {
            return TensorBoardSink.open(SinkFolder.of(run, directory), goesOn);
        }

        @Override
        public RecordSink open(Run run) {
            return TensorBoardSink.open(SinkFolder.of(run.directory(), directory), run);
        }

        @Override
        public Optional<Path> file(Path run, String name) {
            return Optional.of(TensorBoardSink.firstFile(SinkFolder.of(run, directory)));
        }
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
