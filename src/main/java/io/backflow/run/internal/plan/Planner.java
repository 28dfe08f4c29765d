// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.plan;

import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.fit.TrainingData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Plans runs: builds each arm's network, counts its updates, and makes some of them to see how long they take at least.
 * Writes nothing.
 */
public final class Planner {

    private static final int FEWEST = 40;
    private static final double LEAST_SECONDS = 1.5;

    /** After so long no more updates are made, however few there were. */
    private static final double MOST_SECONDS = 6;

    private final Function<Trial, SequenceData> data;
    private final BiFunction<JobConfig, SequenceData, MultiLayerNetwork> networks;
    private final Map<List<Object>, Long> miniBatches = new HashMap<>();
    private final Map<List<Object>, Double> seconds = new HashMap<>();

    /**
     * Makes a planner.
     *
     * @param data of a trial's task
     * @param networks builds a network to train
     */
    public Planner(
            Function<Trial, SequenceData> data, BiFunction<JobConfig, SequenceData, MultiLayerNetwork> networks) {
        this.data = data;
        this.networks = networks;
    }

    /**
     * Plans.
     *
     * @param trials all runs
     * @param searchTrials how many trials of a search each arm has
     * @param directories where a run would be, or is
     */
    public Plan plan(List<Trial> trials, int searchTrials, Function<Trial, Path> directories) {
        Map<String, List<Trial>> arms = new LinkedHashMap<>();
        trials.forEach(trial ->
                arms.computeIfAbsent(trial.arm(), arm -> new ArrayList<>()).add(trial));
        return new Plan(arms.values().stream().map(arm -> arm(arm, directories)).toList(), searchTrials);
    }

    private Plan.Arm arm(List<Trial> runs, Function<Trial, Path> directories) {
        Trial first = runs.get(0);
        SequenceData ofTask = data.apply(first);
        MultiLayerNetwork network = networks.apply(first.job(), ofTask);
        int over = (int) runs.stream()
                .filter(run -> RunSummary.read(directories.apply(run)).isPresent())
                .count();
        long updates = updates(first, ofTask);
        double perUpdate = seconds.computeIfAbsent(
                List.of(first.task(), first.job().cell(), first.job().training()),
                same -> secondsPerUpdate(first.job(), ofTask, network, updates));
        return new Plan.Arm(first, network.numParams(), updates, runs.size(), over, perUpdate);
    }

    private long updates(Trial trial, SequenceData ofTask) {
        TrainingConfig training = trial.job().training();
        if (training.iterations() != null) {
            return training.iterations();
        }
        long batches = miniBatches.computeIfAbsent(
                List.of(trial.task(), training.batchSize()), same -> count(iterator(trial.job(), ofTask)));
        int together = training.accumulate() == null ? 1 : training.accumulate();
        return (batches + together - 1) / together * (training.epochs() == null ? 1 : training.epochs());
    }

    private static DataSetIterator iterator(JobConfig job, SequenceData ofTask) {
        TrainingConfig training = job.training();
        return TrainingData.of(training, ofTask).training(training.batchSize(), job.seed(), training.batching());
    }

    private static long count(DataSetIterator iterator) {
        long count = 0;
        while (iterator.hasNext()) {
            iterator.next();
            count++;
        }
        return count;
    }

    /** The fastest: the virtual machine compiles during the others, and other work disturbs them. */
    private static double secondsPerUpdate(JobConfig job, SequenceData ofTask, MultiLayerNetwork network, long most) {
        DataSetIterator iterator = iterator(job, ofTask);
        long start = System.nanoTime();
        double fastest = Double.POSITIVE_INFINITY;
        double since = 0;
        for (int i = 0; i < most && since < MOST_SECONDS && (i < FEWEST || since < LEAST_SECONDS); i++) {
            if (!iterator.hasNext()) {
                iterator.reset();
            }
            DataSet miniBatch = iterator.next();
            long before = System.nanoTime();
            network.fit(miniBatch);
            long now = System.nanoTime();
            fastest = Math.min(fastest, (now - before) / 1e9);
            since = (now - start) / 1e9;
        }
        int together = job.training().accumulate() == null ? 1 : job.training().accumulate();
        return fastest * together;
    }
}
