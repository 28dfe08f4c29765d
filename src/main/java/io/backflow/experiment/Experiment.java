package io.backflow.experiment;

import io.backflow.config.ComparisonConfig;
import io.backflow.config.ConfigWriter;
import io.backflow.config.JobConfig;
import io.backflow.config.Trial;
import io.backflow.data.DataConfig;
import io.backflow.data.sequence.SequenceData;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        RunDirectory directory = RunDirectory.start(options.directory(), options.force(), options.clock());
        Trial trial = new Trial(data.name(), labelOf(job.cell()), labelOf(job.clipping()), job.seed(), job);
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
        String config = ConfigWriter.write(comparison);
        RunDirectory directory = directoryFor(config);
        directory.text(RunDirectory.CONFIG, config);
        directory.json("environment.json", Environment.describe(data.values()));
        ComparisonResult result = new Grid(directory, data, options).run(trials);
        directory.status(result.status(), result.reason());
        return result;
    }

    private Map<DataConfig, SequenceData> open(List<Trial> trials) {
        Map<DataConfig, SequenceData> opened = new LinkedHashMap<>();
        for (Trial trial : trials) {
            opened.computeIfAbsent(trial.job().task(), task -> task.open(options.data()));
        }
        return opened;
    }

    /** The same comparison goes on where it stopped; any other starts anew. */
    private RunDirectory directoryFor(String config) {
        Path path = options.directory();
        boolean over = RunDirectory.statusOf(path).isResult();
        if (!options.force() && !over && config.equals(RunDirectory.configOf(path))) {
            return RunDirectory.resume(path, options.clock());
        }
        return RunDirectory.start(path, options.force(), options.clock());
    }

    private static String labelOf(Object setting) {
        return setting.getClass().getAnnotation(TypeName.class).value();
    }
}
