// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.gradient.internal.Closing;
import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.SinkConfig;
import io.backflow.record.internal.RecordKind;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.SavedValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sinks that a configuration names, each opened for every kind of records that the run has.
 *
 * <p>Where a sink has a file, a run that goes on cuts it to its length at the checkpoint before it opens the sink: a
 * table must see whether its header is still there. Any other sink, such as the log, gets the records that are made
 * anew a second time.
 */
final class NamedSinks {

    private final List<SinkConfig> configs;
    private final Path directory;
    private final Set<RecordKind> kinds;
    private final List<Open> sinks = new ArrayList<>();

    /** One sink, opened for one kind of records. */
    private record Open(String name, RecordKind kind, RecordSink sink, Optional<Path> file) {}

    /**
     * Takes sinks, and opens them if the run starts.
     *
     * @param directory of the run
     * @param goesOn whether the run goes on, and the sinks are opened by {@link #restore}
     */
    NamedSinks(List<SinkConfig> configs, Path directory, Set<RecordKind> kinds, boolean goesOn) {
        this.configs = configs;
        this.directory = directory;
        this.kinds = kinds;
        if (!goesOn) {
            openAll(Map.of(), false);
        }
    }

    private void openAll(Map<String, double[]> lengths, boolean goesOn) {
        try {
            for (int i = 0; i < configs.size(); i++) {
                for (RecordKind kind : kinds) {
                    open(configs.get(i), "sinks[" + i + "]." + kind.key(), kind, lengths, goesOn);
                }
            }
        } catch (RuntimeException e) {
            throw Closing.after(e, all());
        }
    }

    private void open(SinkConfig config, String name, RecordKind kind, Map<String, double[]> lengths, boolean goesOn) {
        Optional<Path> file = config.file(directory, kind.key());
        if (goesOn) {
            file.ifPresent(path -> AtomicFiles.cut(path, SavedValues.count(lengths, name)));
        }
        sinks.add(new Open(name, kind, config.open(directory, kind.key(), goesOn), file));
    }

    /** Hands a record to each sink. */
    <T> void write(RecordKind kind, RecordFormat<? super T> format, T record) {
        for (Open open : sinks) {
            if (open.kind() == kind) {
                open.sink().write(format, record);
            }
        }
    }

    void flush(RecordKind kind) {
        for (Open open : sinks) {
            if (open.kind() == kind) {
                open.sink().flush();
            }
        }
    }

    /** Returns the length of each file in bytes; so much of it is on the disk then. */
    Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        for (Open open : sinks) {
            open.sink().flush();
            open.file().ifPresent(file -> state.put(open.name(), new double[] {AtomicFiles.syncedLength(file)}));
        }
        return state;
    }

    /** Cuts off what was written after the state was, and opens the sinks to go on. */
    void restore(Map<String, double[]> state) {
        openAll(state, true);
    }

    /** Returns those that are open. */
    List<RecordSink> all() {
        return sinks.stream().map(Open::sink).toList();
    }
}
