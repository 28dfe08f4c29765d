// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.config.internal.Trial;
import io.backflow.result.internal.listing.ConfiguredRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run directory that a page shows.
 *
 * @param directory of a run or a comparison
 * @param name that tells it from the others of the page
 * @param runs those that have begun, in the order of the configuration
 * @param configured how many runs the configuration lists; 0 if it cannot be read
 */
record Source(Path directory, String name, List<Source.Run> runs, int configured) {

    /**
     * A run in it.
     *
     * @param directory where its files are
     * @param path from the run directory, with slashes; empty if it is the run itself
     * @param configured what its configuration says; null if that cannot be read
     */
    record Run(Path directory, String path, @Nullable Trial configured) {}

    /** Reads what runs there are in some directories. */
    static List<Source> of(List<Path> directories) {
        List<String> names = names(directories);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            sources.add(of(directories.get(i), names.get(i)));
        }
        return sources;
    }

    private static Source of(Path directory, String name) {
        ConfiguredRuns configured = ConfiguredRuns.of(directory);
        List<Run> runs = new ArrayList<>();
        for (Path run : RunFolders.of(directory, configured)) {
            String path = run.equals(directory) ? "" : RunFolders.slashed(directory.relativize(run));
            Trial trial = path.isEmpty() ? configured.only() : configured.run(path);
            runs.add(new Run(
                    run, path, trial != null ? trial : ConfiguredRuns.of(run).only()));
        }
        return new Source(directory, name, runs, configured.count());
    }

    boolean isRun() {
        return RunFolders.isRun(directory);
    }

    /** Returns what the page says of it. */
    Map<String, Object> json() {
        Line status = RunData.object(directory.resolve("status.json"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("kind", isRun() ? "run" : "comparison");
        json.put("status", status.text("status"));
        json.put("reason", status.text("reason"));
        json.put("at", status.text("at"));
        json.put("configured", configured);
        json.put("config", RunFolders.text(directory.resolve("config.yaml")));
        json.put("environment", RunFolders.text(directory.resolve("environment.json")));
        return json;
    }

    /** Returns of each directory's path as many of the last parts as tell it from the others. */
    static List<String> names(List<Path> directories) {
        List<Path> whole = directories.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
        List<String> names = new ArrayList<>();
        for (Path path : whole) {
            int parts = 1;
            while (parts < path.getNameCount() && isShared(last(path, parts), parts, whole)) {
                parts++;
            }
            names.add(last(path, parts));
        }
        return names;
    }

    private static boolean isShared(String name, int parts, List<Path> paths) {
        return paths.stream().filter(path -> last(path, parts).equals(name)).count() > 1;
    }

    private static String last(Path path, int parts) {
        int count = path.getNameCount();
        return count == 0 ? "report" : RunFolders.slashed(path.subpath(Math.max(0, count - parts), count));
    }
}
