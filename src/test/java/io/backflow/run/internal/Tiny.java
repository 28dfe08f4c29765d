// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.CellConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.CheckpointConfig;
import io.backflow.config.internal.ClippingSettings;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.EvaluationConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.LayersConfig;
import io.backflow.config.internal.RecordingConfig;
import io.backflow.config.internal.RunSettings;
import io.backflow.config.internal.TaskConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.UpdaterConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.LstmCell;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.data.internal.task.AddingConfig;
import io.backflow.data.internal.task.AddingTask;
import io.backflow.data.internal.task.TemporalOrderConfig;
import io.backflow.flow.FlowConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs and comparisons that take milliseconds. */
public final class Tiny {

    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final CellConfig RNN = new SimpleRnnCell(4, 1, CellActivation.TANH);
    public static final CellConfig LSTM = new LstmCell(4, 1, CellActivation.TANH, 1.0);
    public static final DataConfig ORDER = new TemporalOrderConfig(10, 2, 10, 20);
    public static final DataConfig ADDING = new AddingConfig(6, AddingTask.Variant.TCN, 10, 20);

    private Tiny() {}

    /** Five updates with batches of four. */
    public static TrainingConfig training() {
        return iterations(5, 0.1);
    }

    public static TrainingConfig iterations(int iterations, double learningRate) {
        return new TrainingConfig(new UpdaterConfig.Sgd(learningRate), 4, iterations, null, new BpttConfig.Standard());
    }

    public static JobConfig job(DataConfig data, CellConfig cell, TrainingConfig training) {
        return job(data, cell, training, LayersConfig.BACKFLOW);
    }

    public static JobConfig job(DataConfig data, CellConfig cell, TrainingConfig training, LayersConfig layers) {
        return job(data, cell, training, layers, NonFiniteConfig.DEFAULT, 1);
    }

    public static JobConfig job(
            DataConfig data, CellConfig cell, TrainingConfig training, NonFiniteConfig nonFinite, long seed) {
        return job(data, cell, training, LayersConfig.BACKFLOW, nonFinite, seed);
    }

    private static JobConfig job(
            DataConfig data,
            CellConfig cell,
            TrainingConfig training,
            LayersConfig layers,
            NonFiniteConfig nonFinite,
            long seed) {
        FlowConfig flow = layers == LayersConfig.BACKFLOW ? FlowConfig.DEFAULT : null;
        return new JobConfig(
                settings(layers, nonFinite, 0, flow),
                data,
                cell,
                new ClippingSettings(new NoClipping()),
                new RegularizerConfig.None(),
                training,
                seed);
    }

    /** Eight runs: two cells, with and without clipping, two seeds. */
    public static ComparisonConfig comparison() {
        return comparison(1L, 2L);
    }

    public static ComparisonConfig comparison(Long... seeds) {
        List<ClippingSettings> clipping =
                List.of(new ClippingSettings(new NoClipping()), new ClippingSettings(new GlobalNormClipping(0.1)));
        return new ComparisonConfig(
                settings(LayersConfig.BACKFLOW, NonFiniteConfig.DEFAULT, 2, FlowConfig.DEFAULT),
                List.of(new TaskConfig(null, ORDER, training())),
                List.of(RNN, LSTM),
                clipping,
                List.of(new RegularizerConfig.None()),
                List.of(seeds));
    }

    private static RunSettings settings(
            LayersConfig layers, NonFiniteConfig nonFinite, int evaluateEvery, @Nullable FlowConfig flow) {
        return new RunSettings(
                "tiny",
                new WeightsConfig.Xavier(),
                layers,
                nonFinite,
                new EvaluationConfig(evaluateEvery, 7),
                new RecordingConfig(1),
                flow,
                new CheckpointConfig(2),
                null);
    }

    public static Options in(Path directory) {
        return new Options(directory, false, 1, RunProgress.NONE, new Cancellation());
    }

    /** How a test runs an experiment; an {@link ExperimentOptions} with what never varies filled in. */
    public record Options(Path directory, boolean force, int jobs, RunProgress progress, Cancellation cancellation) {

        public Options forced() {
            return new Options(directory, true, jobs, progress, cancellation);
        }

        public Options jobs(int count) {
            return new Options(directory, force, count, progress, cancellation);
        }

        public Options progress(RunProgress heard) {
            return new Options(directory, force, jobs, heard, cancellation);
        }

        /** Asks the runs to stop as soon as a job has done so many of its units. */
        public Options stopping(String job, long after) {
            return progress(new RunProgress() {
                @Override
                public void advanced(String name, long done, double loss) {
                    if (name.equals(job) && done >= after) {
                        cancellation.request();
                    }
                }
            });
        }

        public DataEnvironment environment() {
            return new DataFiles(
                    directory.resolveSibling("cache"),
                    null,
                    (source, target, most, received) -> {
                        throw new IOException("no network here");
                    },
                    DownloadProgress.NONE);
        }

        public Experiment experiment() {
            Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
            return new Experiment(
                    new ExperimentOptions(directory, force, jobs, environment(), progress, cancellation, clock));
        }

        public RunSummary train(JobConfig job) {
            return experiment().train(job);
        }

        public ComparisonResult compare(ComparisonConfig comparison) {
            return experiment().compare(comparison);
        }
    }
}
