// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.config.internal.Trial;
import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.run.internal.GridRun;
import io.backflow.store.internal.Environment;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/** The data of the runs of one executor, each opened once, from files that came by Spark. */
final class ExecutorData {

    /** Where the JDK has names of languages from, which a digest of the names stands beside. */
    private static final String OF_MACHINE = "localeProviders";

    private final ExecutorEnd executor;
    private final Map<String, SequenceData> opened = new ConcurrentHashMap<>();
    private final Map<String, Path> unpacked = new ConcurrentHashMap<>();

    ExecutorData(ExecutorEnd executor) {
        this.executor = executor;
    }

    /**
     * Returns the data of a run.
     *
     * @throws DataException if it is not what the driver has
     */
    SequenceData of(Trial trial, Common common) {
        String key = common.launch() + '/' + trial.task();
        return opened.computeIfAbsent(key, first -> open(trial, common));
    }

    /** Returns what a run is of, in the words of the driver. */
    RunIdentity identity(GridRun run, Common common) {
        RunIdentity own = run.identity();
        Environment here = own.environment();
        String task = run.trial().task();
        return new RunIdentity(
                own.config(),
                here.with(Map.of(
                        task, Objects.requireNonNull(common.data().get(task)).provenance())));
    }

    private SequenceData open(Trial trial, Common common) {
        Common.TaskData said = Objects.requireNonNull(common.data().get(trial.task()));
        Path files = common.pack().isEmpty()
                ? executor.folder()
                : unpacked.computeIfAbsent(common.pack(), name -> {
                    try {
                        return unpack(name, common);
                    } catch (IOException e) {
                        throw new UncheckedIOException("Cannot unpack the data: " + e.getMessage(), e);
                    }
                });
        Map<String, Object> moved = new LinkedHashMap<>();
        said.settings()
                .forEach((setting, place) ->
                        moved.put("task." + setting, files.resolve(place).toString()));
        DataConfig task =
                moved.isEmpty() ? trial.job().task() : trial.with(moved).job().task();
        SequenceData data = task.open(new Sent(files, common.catalogue()));
        requireSame(trial.task(), said.provenance(), data.provenance(), files, common.workingDirectory());
        return data;
    }

    private Path unpack(String name, Common common) throws IOException {
        Path pack = Path.of(SparkFiles.get(name));
        String sha256 = DataPack.sha256(pack);
        if (!sha256.equals(common.packSha256())) {
            throw new IOException(pack + " has the SHA-256 " + sha256 + ", and was sent with " + common.packSha256());
        }
        Path folder = Files.createTempDirectory(executor.folder(), "data-");
        DataPack.unpack(pack, folder);
        return folder.toRealPath();
    }

    /** Requires that data says the same of its origin as the driver's did, but for the place of its files. */
    static void requireSame(
            String task, Map<String, Object> drivers, Map<String, Object> own, Path files, String workingDirectory) {
        for (String key : drivers.keySet()) {
            if (key.equals(OF_MACHINE)) {
                continue;
            }
            String wanted = text(drivers.get(key), workingDirectory);
            String found = text(own.get(key), workingDirectory)
                    .replace(files + workingDirectory + '/', "")
                    .replace(files.toString(), "");
            if (!wanted.equals(found)) {
                throw new DataException("the data of " + task + " is other than the driver's: " + key + " was " + wanted
                        + " and is " + found);
            }
        }
    }

    private static String text(@Nullable Object value, String workingDirectory) {
        return value == null ? "not there" : Json.pretty(value).strip().replace(workingDirectory + '/', "");
    }

    /** The files of the catalogue that were sent. */
    private record Sent(Path root, Map<String, String> places) implements DataEnvironment {

        @Override
        public Path cacheDirectory() {
            return root;
        }

        @Override
        public @Nullable Path dataDirectory() {
            return null;
        }

        @Override
        public Path text(String dataset) {
            return find(dataset);
        }

        @Override
        public Path file(String dataset, String file) {
            return find(dataset + '/' + file);
        }

        private Path find(String name) {
            String place = places.get(name);
            if (place == null) {
                throw new DataException("the driver sent no " + name + ", but " + List.copyOf(places.keySet()));
            }
            return root.resolve(place);
        }
    }
}
