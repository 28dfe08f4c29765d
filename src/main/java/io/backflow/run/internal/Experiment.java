// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.extension.Extension;
import io.backflow.run.internal.fair.EqualParameters;
import io.backflow.run.internal.fit.TrainingData;
import io.backflow.run.internal.plan.Plan;
import io.backflow.run.internal.plan.Planner;
import io.backflow.store.internal.Environment;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunIdentity;
import io.backflow.yaml.internal.ConfigWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a job or a comparison in its run directory.
 *
 * <p>A run that was stopped, or whose process was killed, goes on from its last checkpoint if its configuration and
 * data are still the same, and ends as it would have without the break, bit for bit. So does a comparison, whose runs
 * that are over are taken as they are; that one may have more runs than before. Data is opened before the first file is
 * written, so that bad data leaves nothing behind.
 */
public final class Experiment {

    private final ExperimentOptions options;

    /** Makes an experiment that runs so. */
    public Experiment(ExperimentOptions options) {
        this.options = options;
    }

    /**
     * Trains one network.
     *
     * @throws io.backflow.data.DataException if the data cannot be had or is invalid
     * @throws RunDirectoryException if the run directory cannot be used
     */
    public RunSummary train(JobConfig job) {
        NativeThreads.limitToOne();
        SequenceData data = job.task().open(options.data());
        checkStreams(job, data);
        SinkFiles.check(job.settings().recording().moreSinks(), options.directory(), options.force());
        options.progress().begins();
        Trial trial = Trial.of(job, data.name());
        try (RunDirectory directory = open(RunIdentity.of(trial, data), null)) {
            int threads = Runtime.getRuntime().availableProcessors();
            return new TrainingRun(trial, data, directory, options.progress(), options.cancellation(), threads)
                    .execute();
        }
    }

    /**
     * Trains every network of a grid.
     *
     * @throws io.backflow.data.DataException if the data cannot be had or is invalid
     * @throws RunDirectoryException if the run directory cannot be used
     */
    public ComparisonResult compare(ComparisonConfig comparison) {
        NativeThreads.limitToOne();
        List<Trial> trials = comparison.trials();
        Map<DataConfig, SequenceData> data = open(trials);
        options.progress().begins();
        RunIdentity identity =
                new RunIdentity(ConfigWriter.write(comparison), Environment.describe(byTask(trials, data)));
        List<Trial> matched = matched(comparison, trials, data);
        try (RunDirectory directory = open(identity, new Extension(comparison, matched, data))) {
            return run(directory, new Grid(directory, data, options, matched, comparison.search()));
        }
    }

    /**
     * Returns what a comparison would run; nothing is written.
     *
     * @throws io.backflow.data.DataException if the data cannot be had or is invalid
     */
    public Plan plan(ComparisonConfig comparison) {
        NativeThreads.limitToOne();
        List<Trial> trials = comparison.trials();
        Map<DataConfig, SequenceData> data = open(trials);
        options.progress().begins();
        int searchTrials = comparison.search() == null ? 0 : comparison.search().size();
        return planner(data)
                .plan(
                        matched(comparison, trials, data),
                        searchTrials,
                        trial -> options.directory().resolve(trial.job().name()));
    }

    /**
     * Returns what a job would run; nothing is written.
     *
     * @throws io.backflow.data.DataException if the data cannot be had or is invalid
     */
    public Plan plan(JobConfig job) {
        NativeThreads.limitToOne();
        SequenceData data = job.task().open(options.data());
        checkStreams(job, data);
        options.progress().begins();
        Trial trial = Trial.of(job, data.name());
        return planner(Map.of(job.task(), data)).plan(List.of(trial), 0, only -> options.directory());
    }

    private static Planner planner(Map<DataConfig, SequenceData> data) {
        return new Planner(
                trial -> Objects.requireNonNull(data.get(trial.job().task())),
                (job, ofTask) -> NetworkBuilder.buildToTrain(job, ofTask, 1));
    }

    /** Returns the trials with the units that the comparison wants, and says what was solved. */
    private List<Trial> matched(ComparisonConfig comparison, List<Trial> trials, Map<DataConfig, SequenceData> data) {
        if (comparison.match() != ComparisonConfig.Match.PARAMETERS) {
            return trials;
        }
        EqualParameters equal = new EqualParameters(
                trials, trial -> Objects.requireNonNull(data.get(trial.job().task())));
        equal.solved().forEach(solved -> options.progress().solved(solved.toString()));
        return equal.trials();
    }

    private static ComparisonResult run(RunDirectory directory, Grid grid) {
        try {
            ComparisonResult result = grid.run();
            directory.status(result.status(), result.reason());
            return result;
        } catch (RuntimeException | Error e) {
            directory.failed(e);
            throw e;
        }
    }

    private RunDirectory open(RunIdentity identity, RunDirectory.@Nullable Extending extending) {
        return RunDirectory.open(options.directory(), identity, options.force(), options.clock(), extending);
    }

    private static Map<String, SequenceData> byTask(List<Trial> trials, Map<DataConfig, SequenceData> data) {
        Map<String, SequenceData> tasks = new LinkedHashMap<>();
        trials.forEach(trial -> tasks.put(
                trial.task(), Objects.requireNonNull(data.get(trial.job().task()))));
        return tasks;
    }

    /** A text may be too short for as many streams as a batch has rows. */
    private static void checkStreams(JobConfig job, SequenceData data) {
        TrainingConfig training = job.training();
        if (training.carriesState()) {
            TrainingData.of(training, data).training(training.batchSize(), job.seed());
        }
    }

    private Map<DataConfig, SequenceData> open(List<Trial> trials) {
        Map<DataConfig, SequenceData> opened = new LinkedHashMap<>();
        DataEnvironment environment = options.place().data(options.data());
        for (Trial trial : trials) {
            SequenceData data = opened.computeIfAbsent(trial.job().task(), task -> task.open(environment));
            checkStreams(trial.job(), data);
        }
        return opened;
    }
}
