package io.backflow.experiment;

import io.backflow.config.ComparisonConfig;
import io.backflow.config.ConfigWriter;
import io.backflow.config.JobConfig;
import io.backflow.config.Trial;
import io.backflow.data.DataConfig;
import io.backflow.data.sequence.SequenceData;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs a job or a comparison in its run directory.
 *
 * <p>A comparison that was stopped goes on where it was: runs that are over are taken as they are, others start anew. Data
 * is opened before the first file is written, so that bad data leaves nothing behind.
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
     * @throws io.backflow.data.sequence.DataException if the data cannot be had or is invalid
     * @throws RunDirectoryException if the run directory cannot be used
     */
    public RunSummary train(JobConfig job) {
        NativeThreads.limitToOne();
        SequenceData data = job.task().open(options.data());
        options.progress().begins();
        RunDirectory directory = RunDirectory.start(options.directory(), options.force(), options.clock());
        Trial trial = Trial.of(job, data.name());
        return new TrainingRun(trial, data, directory, options.progress(), options.cancellation()).execute();
    }

    /**
     * Trains every network of a grid.
     *
     * @throws io.backflow.data.sequence.DataException if the data cannot be had or is invalid
     * @throws RunDirectoryException if the run directory cannot be used
     */
    public ComparisonResult compare(ComparisonConfig comparison) {
        NativeThreads.limitToOne();
        List<Trial> trials = comparison.trials();
        Map<DataConfig, SequenceData> data = open(trials);
        options.progress().begins();
        String config = ConfigWriter.write(comparison);
        Map<String, Object> environment = Environment.describe(byTask(trials, data));
        RunDirectory directory = directoryFor(config, environment);
        try {
            directory.text(RunDirectory.CONFIG, config);
            directory.json(Environment.FILE, environment);
            ComparisonResult result = new Grid(directory, data, options, trials).run();
            directory.status(result.status(), result.reason());
            return result;
        } catch (RuntimeException | Error e) {
            directory.failed(e);
            throw e;
        }
    }

    private static Map<String, SequenceData> byTask(List<Trial> trials, Map<DataConfig, SequenceData> data) {
        Map<String, SequenceData> tasks = new LinkedHashMap<>();
        trials.forEach(trial -> tasks.put(
                trial.task(), Objects.requireNonNull(data.get(trial.job().task()))));
        return tasks;
    }

    private Map<DataConfig, SequenceData> open(List<Trial> trials) {
        Map<DataConfig, SequenceData> opened = new LinkedHashMap<>();
        for (Trial trial : trials) {
            opened.computeIfAbsent(trial.job().task(), task -> task.open(options.data()));
        }
        return opened;
    }

    /** The same comparison on the same data goes on where it stopped; any other starts anew, where nothing would be lost. */
    private RunDirectory directoryFor(String config, Map<String, Object> environment) {
        Path path = options.directory();
        boolean same = config.equals(RunDirectory.configOf(path)) && Environment.hasSameData(path, environment);
        if (!options.force() && same && !RunDirectory.holdsResult(path)) {
            return RunDirectory.resume(path, options.clock());
        }
        return RunDirectory.start(path, options.force(), options.clock());
    }
}
