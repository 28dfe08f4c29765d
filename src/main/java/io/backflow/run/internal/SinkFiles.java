// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.SinkFit;
import io.backflow.record.SinkConfig;
import io.backflow.setting.InvalidSettingException;
import io.backflow.setting.Rules;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunDirectoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the files of the sinks that a configuration names can be written, before a run begins. */
final class SinkFiles {

    private static final String SINKS = "recording.sinks";

    private SinkFiles() {}

    /**
     * Requires that all files can be written, and that a run which starts replaces none. Those in the run's directory
     * are as that directory is.
     *
     * @param force whether files that are there are replaced
     * @throws RunDirectoryException with every sink of which a file cannot be written, or is another's
     */
    static void check(List<SinkConfig> sinks, Path run, boolean force) {
        List<String> problems = new ArrayList<>();
        try {
            Rules rules = new Rules();
            SinkFit.checkFiles(sinks, SINKS, run, rules);
            rules.enforce();
        } catch (InvalidSettingException e) {
            e.violations().forEach(violation -> problems.add(violation.toString()));
        }
        Path own = run.toAbsolutePath().normalize();
        boolean keeps = !force && !Files.exists(run.resolve(RunDirectory.CONFIG)); // else it is its own that it finds
        for (int i = 0; i < sinks.size(); i++) {
            String name = SINKS + "[" + i + "]";
            SinkFit.files(sinks.get(i), run).stream()
                    .filter(file -> !file.startsWith(own))
                    .flatMap(file ->
                            obstacle(file, keeps).map(why -> name + " cannot write " + file + ": " + why).stream())
                    .findFirst() // the others are in the same place
                    .ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new RunDirectoryException(String.join("\n", problems), null);
        }
    }

    private static Optional<String> obstacle(Path file, boolean keeps) {
        if (Files.isDirectory(file)) {
            return Optional.of("a directory stands where a file is needed");
        }
        if (Files.exists(file)) {
            return keeps
                    ? Optional.of("it is there already; --force replaces it")
                    : permission(file, "permission denied");
        }
        @Nullable Path there = file.getParent();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null) {
            return Optional.of("no such directory");
        }
        return Files.isDirectory(there)
                ? permission(there, "permission denied: " + there)
                : Optional.of("a file stands where a directory is needed: " + there);
    }

    private static Optional<String> permission(Path there, String otherwise) {
        return Files.isWritable(there) ? Optional.empty() : Optional.of(otherwise);
    }
}
