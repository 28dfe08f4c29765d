// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.listing;

import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.ExperimentConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.Trial;
import io.backflow.store.internal.RunDirectory;
import io.backflow.yaml.internal.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The runs that the configuration of a run directory lists, in its order.
 *
 * <p>A configuration that this version cannot read lists none.
 */
public final class ConfiguredRuns {

    private final Map<String, Trial> runs = new LinkedHashMap<>();
    private final Map<String, Integer> arms = new HashMap<>();

    private ConfiguredRuns(List<Trial> trials) {
        for (Trial trial : trials) {
            runs.put(trial.job().name(), trial);
            arms.putIfAbsent(trial.arm(), arms.size());
        }
    }

    /** Reads the configuration of a comparison or a single run. */
    public static ConfiguredRuns of(Path directory) {
        Path config = directory.resolve(RunDirectory.CONFIG);
        if (!Files.isRegularFile(config)) {
            return new ConfiguredRuns(List.of());
        }
        try {
            return new ConfiguredRuns(trials(new ConfigReader().read(config)));
        } catch (ConfigException e) {
            return new ConfiguredRuns(List.of());
        }
    }

    private static List<Trial> trials(ExperimentConfig<?> config) {
        if (config instanceof ComparisonConfig comparison) {
            return comparison.trials();
        }
        return config instanceof JobConfig job ? List.of(Trial.of(job, job.name())) : List.of();
    }

    /** Returns how many it lists. */
    public int count() {
        return runs.size();
    }

    /**
     * Returns what is configured of a run of a comparison; null if the configuration does not list it.
     *
     * @param path from the comparison's directory, with slashes: {@code copy/lstm/none/seed-1}
     */
    public @Nullable Trial run(String path) {
        return runs.get(path);
    }

    /** Returns the only run of the configuration of a single one; null of any other. */
    public @Nullable Trial only() {
        return runs.size() == 1 ? runs.values().iterator().next() : null;
    }

    /**
     * Returns which arm of the grid this is, counted from 0; arms that are not listed come after all others.
     *
     * @param path from the comparison's directory, with slashes: {@code copy/lstm/none}
     */
    public int place(String path) {
        return arms.getOrDefault(path, arms.size());
    }

    /** Returns whether two runs learn the same from the same data. */
    public static boolean haveSameTask(Trial one, Trial other) {
        return one.job().task().equals(other.job().task());
    }

    /** Returns whether two runs have the same cell, clipping and regulariser. */
    public static boolean haveSameArm(Trial one, Trial other) {
        return one.job().cell().equals(other.job().cell())
                && one.job().clipping().equals(other.job().clipping())
                && one.job().regularizer().equals(other.job().regularizer());
    }
}
