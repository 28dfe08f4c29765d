// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.config.CellConfig;
import io.backflow.config.internal.search.SearchConfig;
import io.backflow.config.internal.search.SearchSpace;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.Unwrapped;
import io.backflow.setting.internal.KeyOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A grid of jobs: every task with every cell, clipping, regulariser and seed.
 *
 * @param settings what all of its jobs have alike; their keys stand beside the others
 * @param tasks what is learnt
 * @param cells what learns
 * @param clipping how gradients are kept in bounds
 * @param regularizer what is added to the gradient before it is clipped
 * @param seeds of the weights and of the order of the data, so that arms are paired by seed
 * @param match what the cells have alike; null is {@code units}. With {@code parameters} the units of all cells but the
 *     first are solved for each task
 * @param search settings that are chosen for each arm before it is run; or null
 */
@KeyOrder({
    "name",
    "tasks",
    "cells",
    "match",
    "clipping",
    "regularizer",
    "search",
    "seeds",
    "weights",
    "layers",
    "nonFinite",
    "evaluation",
    "recording",
    "flow",
    "checkpoint",
    "threads"
})
public record ComparisonConfig(
        @Unwrapped RunSettings settings,
        List<TaskConfig> tasks,
        List<CellConfig> cells,
        @Default("[{type: none}]") List<ClippingSettings> clipping,
        @Default("[{type: none}]") List<RegularizerConfig> regularizer,
        List<Long> seeds,
        ComparisonConfig.@Nullable Match match,
        @Nullable SearchConfig search)
        implements ExperimentConfig<ComparisonConfig> {

    /** What the cells of a comparison have alike. */
    public enum Match {
        /** The units that each cell says. */
        UNITS,
        /** The parameters of the whole network: those of the first cell, as near as whole units come to it. */
        PARAMETERS
    }

    /** Checks the rules. */
    public ComparisonConfig {
        tasks = List.copyOf(tasks);
        cells = List.copyOf(cells);
        clipping = List.copyOf(clipping);
        regularizer = List.copyOf(regularizer);
        seeds = List.copyOf(seeds);
        Rules rules = settings.check();
        axis(rules, "tasks", tasks, Labels::task);
        axis(rules, "cells", cells, Labels::cell);
        axis(rules, "clipping", clipping, Labels::clipping);
        List<TrainingConfig> trainings =
                tasks.stream().map(TaskConfig::training).toList();
        for (int i = 0; i < clipping.size(); i++) {
            String path = "clipping[" + i + "]";
            clipping.get(i).checkFits(settings.layers(), path, rules);
            ClippingFit.checkGroups(clipping.get(i).policy(), path, cells, rules);
            ClippingFit.checkUpdaters(clipping.get(i).policy(), path, trainings, rules);
        }
        axis(rules, "regularizer", regularizer, Labels::type);
        for (int i = 0; i < regularizer.size(); i++) {
            Regularizing.checkFits(regularizer.get(i), "regularizer[" + i + "]", cells, settings.layers(), rules);
        }
        for (int i = 0; i < tasks.size(); i++) {
            Regularizing.checkAccumulation(regularizer, trainings.get(i), "tasks[" + i + "].training", rules);
        }
        axis(rules, "seeds", seeds, seed -> seed);
        settings.recording().checkFitsSeveral(rules);
        names(rules, "tasks", tasks, TaskConfig::name);
        names(rules, "cells", cells, CellConfig::name);
        rules.enforce();
        if (search != null) {
            List<Long> first = seeds.subList(0, 1);
            List<Trial> arms =
                    new ComparisonConfig(settings, tasks, cells, clipping, regularizer, first, match, null).trials();
            checkSearch(Trial.space(search, arms), match, rules);
            rules.enforce();
        }
    }

    private static void checkSearch(SearchSpace space, @Nullable Match match, Rules rules) {
        space.check(rules);
        if (match == Match.PARAMETERS) {
            space.checkFree(Set.of("cell.units", "cell.layers"), "match: parameters", rules);
        }
    }

    /** Cells have the units that they say. */
    public ComparisonConfig(
            RunSettings settings,
            List<TaskConfig> tasks,
            List<CellConfig> cells,
            List<ClippingSettings> clipping,
            List<RegularizerConfig> regularizer,
            List<Long> seeds) {
        this(settings, tasks, cells, clipping, regularizer, seeds, null, null);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public ComparisonConfig resolved() {
        return withSettings(settings.resolved());
    }

    /** Returns the same comparison with other settings of all its jobs. */
    public ComparisonConfig withSettings(RunSettings newSettings) {
        return new ComparisonConfig(newSettings, tasks, cells, clipping, regularizer, seeds, match, search);
    }

    /** Returns how many runs there are, those of the search included. */
    public int runs() {
        int runs = trials().size();
        return search == null ? runs : runs + runs / seeds.size() * search.size();
    }

    /** Returns the jobs of {@link #trials()}. */
    public List<JobConfig> jobs() {
        return trials().stream().map(Trial::job).toList();
    }

    /**
     * Returns the points of the grid: by task, then cell, then clipping, then regulariser, then seed, each in the order
     * of its list.
     *
     * <p>A job's name is the path of its labels, {@code temporal-order/lstm/global-norm/seed-1}, and unique. Entries of
     * the same type carry in their label the settings in which they differ: {@code lstm-units-64}. A regulariser's
     * label stands behind that of the clipping.
     */
    public List<Trial> trials() {
        return new Grid(this).trials();
    }

    private static <T> void axis(Rules rules, String name, List<T> values, Function<T, Object> shown) {
        rules.require(!values.isEmpty(), name, "must have at least one element", "none");
        Map<T, Integer> firsts = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Integer first = firsts.putIfAbsent(values.get(i), i);
            if (first != null) {
                rules.require(
                        false,
                        name + "[" + i + "]",
                        "must differ from " + name + "[" + first + "]",
                        shown.apply(values.get(i)));
            }
        }
    }

    private static <T> void names(Rules rules, String axis, List<T> values, Function<T, @Nullable String> nameOf) {
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            String name = nameOf.apply(values.get(i));
            Integer first = name == null ? null : firsts.putIfAbsent(name, i);
            // Equal entries have been reported as such.
            if (first != null && !values.get(first).equals(values.get(i))) {
                rules.require(
                        false,
                        axis + "[" + i + "].name",
                        "must differ from " + axis + "[" + first + "].name",
                        "'" + name + "'");
            }
        }
    }
}
