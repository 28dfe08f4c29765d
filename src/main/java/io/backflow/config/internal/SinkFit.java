// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.record.SinkConfig;
import io.backflow.record.internal.RecordKind;
import io.backflow.setting.Rules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which files sinks may write. */
public final class SinkFit {

    /** Two runs of a comparison. */
    private static final Path RUN = Path.of("runs", "seed-1");

    private static final Path OTHER = Path.of("runs", "seed-2");

    private SinkFit() {}

    /** Adds the rules that sinks, under that path, break by the files that they write. */
    static void checkFiles(List<SinkConfig> sinks, String path, Rules rules) {
        checkFiles(sinks, path, RUN, rules);
    }

    /**
     * Adds the rules that sinks, under that path, break by the files that they write for the run in a directory: none
     * may be another's, or one of the run's own.
     */
    public static void checkFiles(List<SinkConfig> sinks, String path, Path run, Rules rules) {
        Map<Path, String> owners = new HashMap<>();
        for (RecordKind kind : RecordKind.values()) {
            owners.put(normal(run.resolve(kind.file())), "the run itself");
        }
        for (int i = 0; i < sinks.size(); i++) {
            String at = path + "[" + i + "]";
            for (Path file : files(sinks.get(i), run)) {
                String owner = owners.putIfAbsent(file, at);
                if (owner != null) {
                    rules.require(false, at, "must not write a file that " + owner + " writes", file.getFileName());
                    break; // the others are much the same
                }
            }
        }
    }

    /** Adds the rule that sinks, under that path, break if several runs would write one file. */
    static void checkApart(List<SinkConfig> sinks, String path, Rules rules) {
        for (int i = 0; i < sinks.size(); i++) {
            Set<Path> shared = new HashSet<>(files(sinks.get(i), RUN));
            shared.retainAll(new HashSet<>(files(sinks.get(i), OTHER)));
            if (!shared.isEmpty()) {
                rules.require(
                        false,
                        path + "[" + i + "]",
                        "must write files within the directory of each run of a comparison",
                        shared.stream().sorted().findFirst().orElseThrow());
            }
        }
    }

    /** Returns the files that a sink may write for the run in a directory, as absolute paths. */
    public static List<Path> files(SinkConfig sink, Path run) {
        return List.of(RecordKind.values()).stream()
                .flatMap(kind -> sink.file(run, kind.key()).stream())
                .map(SinkFit::normal)
                .distinct()
                .toList();
    }

    private static Path normal(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
