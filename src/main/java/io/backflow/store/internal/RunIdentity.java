// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.yaml.internal.ConfigWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run or a comparison is of. Only one of the same configuration on the same data may be continued: anything else
 * would leave records in one directory of which no configuration is the cause.
 *
 * @param config as {@code config.yaml} holds it, with every default filled in
 * @param environment as {@code environment.json} holds it; its description of the data counts, the machine does not
 */
public record RunIdentity(String config, Environment environment) {

    /** Returns the identity of one run. */
    public static RunIdentity of(Trial trial, SequenceData data) {
        return new RunIdentity(ConfigWriter.write(trial.job()), Environment.describe(Map.of(trial.task(), data)));
    }

    /** Returns whether what a directory holds was started as this. */
    public boolean isThatOf(Path directory) {
        return config.equals(RunDirectory.configOf(directory)) && environment.hasSameDataAs(directory);
    }

    /** Says what differs in what a directory holds: the data, or the first line of the configuration that does. */
    public String differenceFrom(Path directory) {
        List<String> held = RunDirectory.configOf(directory).lines().toList();
        List<String> own = config.lines().toList();
        if (held.equals(own)) {
            return "on other data"
                    + environment
                            .dataDifference(directory)
                            .map(difference -> " (" + difference + ")")
                            .orElse("");
        }
        int line = 0;
        while (line < Math.min(held.size(), own.size()) && held.get(line).equals(own.get(line))) {
            line++;
        }
        return "of another configuration (line " + (line + 1) + " of its " + RunDirectory.CONFIG + " is "
                + quoted(held, line) + ", here " + quoted(own, line) + ")";
    }

    private static String quoted(List<String> lines, int line) {
        return line < lines.size() ? "'" + lines.get(line).strip() + "'" : "not there";
    }

    /** Returns the files of a directory that say so. */
    Map<Path, AtomicFiles.Content> files(RunDirectory directory) {
        Map<Path, AtomicFiles.Content> files = new LinkedHashMap<>();
        files.put(directory.file(RunDirectory.CONFIG), AtomicFiles.text(config));
        files.put(directory.file(Environment.FILE), AtomicFiles.text(Json.pretty(environment)));
        return files;
    }
}
