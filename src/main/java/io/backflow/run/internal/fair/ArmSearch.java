// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fair;

import io.backflow.config.internal.Labels;
import io.backflow.config.internal.Trial;
import io.backflow.config.internal.search.SearchConfig;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The search for the settings of each arm: the same trials for every arm, of which the best by the task's metric on the
 * validation sequences is taken, the first of those that are as good. A trial that diverged or gave no finite value is
 * the worst.
 */
public final class ArmSearch {

    /**
     * One trial of one arm.
     *
     * @param settings by their paths
     * @param value of the metric on the validation sequences; NaN if there is none
     * @param chosen whether the arm is run with these settings
     * @param ofRates whether learning rates are searched and nothing else
     * @param trials how many each arm has
     */
    public record Tried(
            String task,
            String cell,
            String clipping,
            Map<String, Object> settings,
            String status,
            String metric,
            double value,
            boolean chosen,
            boolean ofRates,
            int trials) {

        /** Returns what a file says of it. */
        public Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("task", task);
            json.put("cell", cell);
            json.put("clipping", clipping);
            if (ofRates) {
                json.put("learningRate", settings.values().iterator().next());
            } else {
                json.put("settings", settings);
            }
            json.put("status", status);
            json.put("metric", metric);
            json.put("value", value);
            json.put("chosen", chosen);
            return json;
        }

        /** Says so in a line. */
        @Override
        public String toString() {
            String what = settings.entrySet().stream()
                    .map(setting -> (ofRates ? "learning rate" : setting.getKey()) + " " + setting.getValue())
                    .collect(Collectors.joining(", "));
            return task + "/" + cell + "/" + clipping + ": " + what + ", " + metric + " " + rounded(value)
                    + " in validation, the best of " + trials + " trials";
        }

        private static String rounded(double figure) {
            return Double.isFinite(figure)
                    ? new BigDecimal(figure)
                            .round(new MathContext(3))
                            .stripTrailingZeros()
                            .toString()
                    : Double.toString(figure);
        }
    }

    private final SearchConfig config;
    private final List<Trial> grid;
    private final List<Map<String, Object>> points;
    private final List<Trial> candidates = new ArrayList<>();

    /** @param grid the points of the comparison */
    public ArmSearch(SearchConfig config, List<Trial> grid) {
        this.config = config;
        this.grid = List.copyOf(grid);
        this.points = Trial.space(config, grid).points();
        List<String> labels = Labels.ofSettings(points);
        Map<String, Trial> arms = new LinkedHashMap<>();
        grid.forEach(trial -> arms.putIfAbsent(trial.arm(), trial));
        for (Trial first : arms.values()) {
            for (int i = 0; i < points.size(); i++) {
                candidates.add(candidate(first, points.get(i), labels.get(i)));
            }
        }
    }

    private Trial candidate(Trial first, Map<String, Object> point, String label) {
        long seed = config.seed() == null ? first.seed() : config.seed();
        String name = "search/" + first.arm() + "/" + label + "/seed-" + seed;
        Trial tried = first.with(point);
        return new Trial(
                first.task(),
                first.cell(),
                first.clipping(),
                seed,
                tried.job().withSettings(tried.job().settings().withName(name)).withSeed(seed));
    }

    /** Returns what is to be tried: for each arm every point, in their order. */
    public List<Trial> candidates() {
        return List.copyOf(candidates);
    }

    /**
     * Returns what was tried, with the best of each arm as chosen.
     *
     * @param results of the candidates, in their order
     */
    public List<Tried> judge(List<RunSummary> results) {
        List<Tried> judged = new ArrayList<>();
        for (int from = 0; from < results.size(); from += points.size()) {
            List<RunSummary> ofArm = results.subList(from, from + points.size());
            int best = best(ofArm);
            for (int i = 0; i < points.size(); i++) {
                judged.add(tried(ofArm.get(i), points.get(i), i == best));
            }
        }
        return judged;
    }

    private Tried tried(RunSummary run, Map<String, Object> point, boolean chosen) {
        return new Tried(
                run.task(),
                run.cell(),
                run.clipping(),
                point,
                run.status().key(),
                run.metric().key(),
                run.value(),
                chosen,
                config.isOfRates(),
                points.size());
    }

    private static int best(List<RunSummary> runs) {
        int best = 0;
        for (int i = 1; i < runs.size(); i++) {
            if (worth(runs.get(i)) > worth(runs.get(best))) {
                best = i;
            }
        }
        return best;
    }

    private static double worth(RunSummary run) {
        boolean counts = run.status() == RunStatus.FINISHED && Double.isFinite(run.value());
        double signed = run.metric().higherIsBetter() ? run.value() : -run.value();
        return counts ? signed : Double.NEGATIVE_INFINITY;
    }

    /** Returns the points of the comparison with the settings that were chosen. */
    public List<Trial> chosen(List<Tried> judged) {
        Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
        judged.stream()
                .filter(Tried::chosen)
                .forEach(tried ->
                        settings.put(tried.task() + "/" + tried.cell() + "/" + tried.clipping(), tried.settings()));
        return grid.stream()
                .map(trial -> trial.with(Objects.requireNonNull(settings.get(trial.arm()))))
                .toList();
    }
}
