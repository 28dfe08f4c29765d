// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fair;

import io.backflow.config.internal.SearchConfig;
import io.backflow.config.internal.Trial;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The search for the learning rate of each arm: as many trials for every arm, of which the best by the task's metric on
 * the validation sequences is taken, the first of those that are as good. A trial that diverged or gave no finite value
 * is the worst.
 */
public final class RateSearch {

    /**
     * One trial of one arm.
     *
     * @param value of the metric on the validation sequences; NaN if there is none
     * @param chosen whether the arm is run with this rate
     */
    public record Tried(
            String task,
            String cell,
            String clipping,
            double learningRate,
            String status,
            String metric,
            double value,
            boolean chosen) {

        /** Says so in a line. */
        @Override
        public String toString() {
            return task + "/" + cell + "/" + clipping + ": learning rate " + learningRate + ", " + metric + " " + value
                    + " in validation";
        }
    }

    private final SearchConfig config;
    private final List<Trial> grid;
    private final List<Trial> candidates = new ArrayList<>();

    /** @param grid the points of the comparison */
    public RateSearch(SearchConfig config, List<Trial> grid) {
        this.config = config;
        this.grid = List.copyOf(grid);
        Map<List<String>, Trial> arms = new LinkedHashMap<>();
        grid.forEach(trial -> arms.putIfAbsent(arm(trial), trial));
        arms.values().forEach(first -> config.learningRates().forEach(rate -> candidates.add(candidate(first, rate))));
    }

    private static List<String> arm(Trial trial) {
        return List.of(trial.task(), trial.cell(), trial.clipping());
    }

    private Trial candidate(Trial first, double rate) {
        long seed = config.seed() == null ? first.seed() : config.seed();
        String name = "search/" + String.join("/", arm(first)) + "/learning-rate-"
                + Double.toString(rate).toLowerCase(Locale.ROOT) + "/seed-" + seed;
        return new Trial(
                first.task(),
                first.cell(),
                first.clipping(),
                seed,
                first.job()
                        .withSettings(first.job().settings().withName(name))
                        .withTraining(first.job().training().withLearningRate(rate))
                        .withSeed(seed));
    }

    /** Returns what is to be tried: for each arm every rate, in their order. */
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
        int rates = config.learningRates().size();
        for (int from = 0; from < results.size(); from += rates) {
            List<RunSummary> ofArm = results.subList(from, from + rates);
            int best = best(ofArm);
            for (int i = 0; i < rates; i++) {
                RunSummary run = ofArm.get(i);
                judged.add(new Tried(
                        run.task(),
                        run.cell(),
                        run.clipping(),
                        config.learningRates().get(i),
                        run.status().key(),
                        run.metric().key(),
                        run.value(),
                        i == best));
            }
        }
        return judged;
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

    /** Returns the points of the comparison with the rates that were chosen. */
    public List<Trial> chosen(List<Tried> judged) {
        Map<List<String>, Double> rates = new LinkedHashMap<>();
        judged.stream()
                .filter(Tried::chosen)
                .forEach(tried ->
                        rates.put(List.of(tried.task(), tried.cell(), tried.clipping()), tried.learningRate()));
        return grid.stream()
                .map(trial -> trial.withJob(trial.job()
                        .withTraining(trial.job()
                                .training()
                                .withLearningRate(Objects.requireNonNull(rates.get(arm(trial)))))))
                .toList();
    }
}
