package io.backflow.experiment;

import io.backflow.clipping.ClippingListener;
import io.backflow.config.ConfigWriter;
import io.backflow.config.JobConfig;
import io.backflow.config.LayersConfig;
import io.backflow.config.Trial;
import io.backflow.data.sequence.SequenceData;
import io.backflow.experiment.TrainingLoop.Ending;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.RecurrentLayers;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One network trained on one task, from its configuration to its summary. */
final class TrainingRun {

    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);

    private final Trial trial;
    private final SequenceData data;
    private final RunDirectory directory;
    private final RunProgress progress;
    private final Cancellation cancellation;

    TrainingRun(
            Trial trial, SequenceData data, RunDirectory directory, RunProgress progress, Cancellation cancellation) {
        this.trial = trial;
        this.data = data;
        this.directory = directory;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Trains and evaluates, and writes everything that the run directory holds.
     *
     * @throws RuntimeException if something broke; the directory then says what
     */
    RunSummary execute() {
        try {
            RunSummary summary = train();
            directory.json("summary.json", summary.toMap());
            directory.status(summary.status(), summary.reason());
            progress.ended(name(), summary);
            return summary;
        } catch (RuntimeException | Error e) {
            directory.failed(e);
            throw e;
        }
    }

    private RunSummary train() {
        JobConfig job = trial.job();
        directory.text(RunDirectory.CONFIG, ConfigWriter.write(job));
        directory.json(Environment.FILE, Environment.describe(Map.of(trial.task(), data)));
        MultiLayerNetwork network = NetworkBuilder.build(job, data);
        if (job.layers() == LayersConfig.BACKFLOW) {
            RecurrentLayers.install(network).forEach(layer -> log.debug("{}: {}", name(), layer));
        }
        GradientStatistics statistics = new GradientStatistics(NetworkBuilder.layerName(0));
        TrainingLoop loop = new TrainingLoop(
                network,
                data.training(job.training().batchSize(), job.seed()),
                job.training(),
                cancellation,
                statistics::lastWasFinite);
        progress.started(name(), loop.goal());
        try (RunRecords records = new RunRecords(directory, job.recording().every());
                ClippingListener listener = ClippingListener.builder(
                                job.clipping().policy())
                        .nonFinite(job.nonFinite())
                        .schedule(SamplingSchedule.every(job.recording().every()))
                        .scale(Scale.MEAN)
                        .gradients(records.gradients())
                        .clips(records.clips().andThen(statistics))
                        .build()) {
            network.setListeners(listener);
            BackwardInterventions interventions = BackwardInterventions.in(network, job, records::throughTime);
            Evaluations evaluations = new Evaluations(data, job.evaluation(), records, cancellation);
            Ending ending = loop.run(() -> {
                progress.advanced(name(), loop.done(), network.score());
                records.loss(network, interventions.measured());
                evaluations.afterMiniBatch(network);
            });
            save(network);
            Map<String, Double> figures = evaluations.atTheEnd(network);
            if (figures.isEmpty() && ending.status().isResult() && cancellation.isRequested()) {
                ending = new Ending(RunStatus.INTERRUPTED, "stopped while it was evaluated");
            }
            Map<String, Object> gradients = new LinkedHashMap<>(statistics.toMap());
            gradients.putAll(interventions.toMap());
            directory.json("gradient-summary.json", gradients);
            return summarise(network, ending, loop.seconds(), statistics, figures);
        }
    }

    private RunSummary summarise(
            MultiLayerNetwork network,
            Ending ending,
            double seconds,
            GradientStatistics statistics,
            Map<String, Double> figures) {
        return new RunSummary(
                trial.task(),
                trial.cell(),
                trial.clipping(),
                trial.seed(),
                ending.status(),
                ending.reason(),
                network.numParams(),
                statistics.updates(),
                Evaluator.metricOf(data),
                figures,
                statistics.medianLayerNorm(),
                statistics.shareClipped(),
                statistics.nonFiniteUpdates(),
                seconds);
    }

    /** Saved after {@code fit}: what a listener saves during it would be one iteration short. */
    private void save(MultiLayerNetwork network) {
        AtomicFiles.write(directory.file("checkpoint/model.zip"), file -> {
            Files.createDirectories(file.getParent());
            ModelSerializer.writeModel(network, file.toFile(), true);
        });
        log.debug("{} saved", name());
    }

    private String name() {
        return String.valueOf(trial.job().name());
    }
}
