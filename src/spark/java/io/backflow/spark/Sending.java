// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.config.internal.Trial;
import io.backflow.data.DataEnvironment;
import io.backflow.run.internal.GridRun;
import io.backflow.run.internal.cluster.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Puts together what all runs have in common, and gives Spark the files of their data. */
final class Sending {

    private final Map<String, Common.TaskData> data = new LinkedHashMap<>();
    private final Map<String, String> catalogue = new LinkedHashMap<>();
    private final Set<Path> files = new LinkedHashSet<>();

    /** @param seen the files of the catalogue that were opened */
    Sending(List<GridRun> runs, SeenFiles seen) {
        seen.seen().forEach((name, file) -> {
            catalogue.put(name, DataPack.place(file));
            files.add(absolute(file));
        });
        for (GridRun run : runs) {
            Trial trial = run.trial();
            if (!data.containsKey(trial.task())) {
                Map<String, String> settings = new LinkedHashMap<>();
                named(trial, seen).forEach((setting, all) -> {
                    settings.put(setting, DataPack.place(all.get(0)));
                    all.stream()
                            .filter(Files::isRegularFile)
                            .map(Sending::absolute)
                            .forEach(files::add);
                });
                data.put(trial.task(), new Common.TaskData(plain(run.whole().provenance()), settings));
            }
        }
    }

    private static Map<String, List<Path>> named(Trial trial, DataEnvironment environment) {
        return trial.job().task().files(environment);
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** Returns a copy that can be sent, whatever maps and lists the original is of. */
    private static Map<String, Object> plain(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), plainValue(value)));
        return copy;
    }

    private static Object plainValue(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return plain(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(plainValue(element)));
            return copy;
        }
        return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }

    /**
     * Gives Spark the files.
     *
     * @param folder where the archive is written
     * @param shared the folder of these runs that all machines see; empty if there is none
     */
    Common common(JavaSparkContext spark, String launch, Path folder, String shared, String token) {
        String name = "";
        String sha256 = "";
        if (!files.isEmpty()) {
            name = "backflow-data-" + launch + ".zip";
            Path pack = folder.resolve(name);
            try {
                DataPack.write(files, pack);
                sha256 = DataPack.sha256(pack);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot pack the data for executors: " + e.getMessage(), e);
            }
            spark.addFile(pack.toUri().toString());
        }
        return new Common(
                launch,
                Runtime.version().toString(),
                name,
                sha256,
                catalogue,
                Path.of("").toAbsolutePath().toString(),
                data,
                shared,
                token);
    }

    /**
     * Requires that no run computes in more threads than Spark gives it cores.
     *
     * @throws ClusterException naming the first that would
     */
    static void check(List<GridRun> runs, int coresPerRun) {
        for (GridRun run : runs) {
            Integer threads = run.trial().job().settings().threads();
            if (threads != null && threads > coresPerRun) {
                throw new ClusterException(
                        "threads: " + threads + " of " + run.name() + " needs as many cores a run: --spark-conf"
                                + " spark.task.cpus=" + threads + ", or leave it out; results do not depend on it",
                        null);
            }
        }
    }
}
