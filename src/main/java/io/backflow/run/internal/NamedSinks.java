// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.gradient.internal.Closing;
import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
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
import org.jspecify.annotations.Nullable;

/**
 * The sinks that a configuration names, each opened for every kind of records that the run has.
 *
 * <p>Where a sink has a file, a run that goes on cuts it to its length at the checkpoint before it opens the sink: a
 * table must see whether its header is still there. Any other sink, such as the log, gets the records that are made
 * anew a second time.
 */
final class NamedSinks {

    private final List<SinkConfig> configs;
    private final SinkConfig.Run run;
    private final Set<RecordKind> kinds;
    private final List<Open> sinks = new ArrayList<>();

    /** One sink, opened for one kind of records; for all if that is null. */
    private record Open(String name, @Nullable RecordKind kind, RecordSink sink, Optional<Path> file) {

        boolean takes(RecordKind other) {
            return kind == null || kind == other;
        }
    }

    /**
     * Takes sinks, and opens them if the run starts; if it goes on, they are opened by {@link #restore}.
     *
     * @param run whose records they take
     */
    NamedSinks(List<SinkConfig> configs, SinkConfig.Run run, Set<RecordKind> kinds) {
        this.configs = configs;
        this.run = run;
        this.kinds = kinds;
        if (run.resumedAfter().isEmpty()) {
            openAll(Map.of());
        }
    }

    private void openAll(Map<String, double[]> lengths) {
        try {
            for (int i = 0; i < configs.size(); i++) {
                SinkConfig config = configs.get(i);
                String name = "sinks[" + i + "].";
                if (config.takesAllKinds()) {
                    open(config, name + "all", null, lengths);
                    continue;
                }
                for (RecordKind kind : kinds) {
                    open(config, name + kind.key(), kind, lengths);
                }
            }
        } catch (RuntimeException e) {
            throw Closing.after(e, all());
        }
    }

    private void open(SinkConfig config, String name, @Nullable RecordKind kind, Map<String, double[]> lengths) {
        boolean goesOn = run.resumedAfter().isPresent();
        Optional<Path> file = config.file(run.directory(), kind == null ? "all" : kind.key());
        if (goesOn) {
            file.ifPresent(path -> AtomicFiles.cut(path, SavedValues.count(lengths, name)));
        }
        RecordSink sink = kind == null ? config.open(run) : config.open(run.directory(), kind.key(), goesOn);
        sinks.add(new Open(name, kind, sink, file));
    }

    /** Hands a record to each sink. */
    <T> void write(RecordKind kind, RecordFormat<? super T> format, T record) {
        for (Open open : sinks) {
            if (open.takes(kind)) {
                open.sink().write(format, record);
            }
        }
    }

    /** Hands the row that says how the run ended to those sinks that take all kinds. */
    void end(Row ending) {
        for (Open open : sinks) {
            if (open.kind() == null) {
                open.sink().write(ending);
            }
        }
    }

    void flush(RecordKind kind) {
        for (Open open : sinks) {
            if (open.takes(kind)) {
                open.sink().flush();
            }
        }
    }

    /** Returns the files of those that have one. */
    List<Path> files() {
        return sinks.stream().flatMap(open -> open.file().stream()).toList();
    }

    /** Returns the length of each file in bytes. */
    Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        for (Open open : sinks) {
            open.sink().flush();
            open.file().ifPresent(file -> state.put(open.name(), new double[] {AtomicFiles.length(file)}));
        }
        return state;
    }

    /** Cuts off what was written after the state was, and opens the sinks to go on. */
    void restore(Map<String, double[]> state) {
        openAll(state);
    }

    /** Returns those that are open. */
    List<RecordSink> all() {
        return sinks.stream().map(Open::sink).toList();
    }
}
