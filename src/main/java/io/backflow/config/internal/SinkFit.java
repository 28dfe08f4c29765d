// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.record.SinkConfig;
import io.backflow.record.internal.RecordKind;
import io.backflow.setting.Rules;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Which files sinks may write. */
public final class SinkFit {

    /** Two runs of a comparison. */
    private static final Path RUN = Path.of("runs", "seed-1");

    private static final Path OTHER = Path.of("runs", "seed-2");

    /** What a run writes besides records. */
    private static final List<String> OTHER_FILES = List.of(
            ".lock",
            "best-model.zip",
            "checkpoint/model.zip",
            "config.yaml",
            "confusion.csv",
            "environment.json",
            "gradient-summary.json",
            "preparation.json",
            "report.html",
            "status.json",
            "summary.json");

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
        Map<Path, String> owners = new LinkedHashMap<>();
        Stream.concat(Stream.of(RecordKind.values()).map(RecordKind::file), OTHER_FILES.stream())
                .forEach(name -> owners.put(normal(run.resolve(name)), "the run itself"));
        for (int i = 0; i < sinks.size(); i++) {
            String at = path + "[" + i + "]";
            List<Path> files = files(sinks.get(i), run);
            files.stream()
                    .flatMap(file -> owners.keySet().stream()
                            .filter(owned -> owned.startsWith(file) || file.startsWith(owned))
                            .map(owned -> new Clash(file, owned)))
                    .findFirst() // the others are much the same
                    .ifPresent(clash -> rules.require(
                            false, at, clash.rule(Objects.requireNonNull(owners.get(clash.owned()))), clash.name()));
            files.forEach(file -> owners.putIfAbsent(file, at));
        }
    }

    /** A file that is another's, or stands where the other needs a directory, or the other way round. */
    private record Clash(Path file, Path owned) {

        String rule(String owner) {
            if (file.equals(owned)) {
                return "must not write a file that " + owner + " writes";
            }
            return file.startsWith(owned)
                    ? "must not have a directory where " + owner + " writes a file"
                    : "must not write a file where " + owner + " has a directory";
        }

        /** Returns the name that both want. */
        Path name() {
            return Objects.requireNonNull((file.startsWith(owned) ? owned : file).getFileName());
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
