// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.record.SinkConfig;
import io.backflow.result.internal.FlowStatistics;
import io.backflow.result.internal.GradientStatistics;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.fit.PreparationFile;
import io.backflow.run.internal.fit.TrainingData;
import io.backflow.run.internal.score.Confusion;
import io.backflow.run.internal.selection.BestSoFar;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Checkpoint;
import io.backflow.store.internal.Checkpoints;
import io.backflow.store.internal.Ending;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunStatus;
import io.backflow.yaml.internal.Tree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/** One network trained on one task, from its configuration to its summary. */
final class TrainingRun {

    private final Trial trial;
    private final SequenceData data;
    private final Optional<AtomicFiles.Content> preparation;
    private final RunDirectory directory;
    private final RunProgress progress;
    private final Cancellation cancellation;
    private final int threads;

    /**
     * Makes a run.
     *
     * @param threads how many it computes in, where its job does not say
     */
    TrainingRun(
            Trial trial,
            SequenceData data,
            RunDirectory directory,
            RunProgress progress,
            Cancellation cancellation,
            int threads) {
        this.trial = trial;
        this.data = TrainingData.of(trial.job().training(), data);
        this.preparation = PreparationFile.content(data);
        this.directory = directory;
        this.progress = progress;
        this.cancellation = cancellation;
        this.threads = threads;
    }

    /**
     * Trains and evaluates, and writes everything that the run directory holds.
     *
     * @throws RuntimeException if something broke; the directory then says what
     */
    RunSummary execute() {
        try {
            RunSummary summary = train();
            directory.status(summary.status(), summary.reason());
            progress.ended(name(), summary.status());
            return summary;
        } catch (RuntimeException | Error e) {
            directory.failed(e);
            throw e;
        }
    }

    private RunSummary train() {
        JobConfig job = trial.job();
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(job, data, threads);
        Checkpoints checkpoints =
                new Checkpoints(directory, network, job.settings().checkpoint());
        Checkpoint before = checkpoints.found();
        GradientStatistics statistics = new GradientStatistics(
                NetworkBuilder.layerName(0), job.clipping().scale());
        TrainingLoop loop = loop(network, statistics);
        progress.started(name(), loop.goal());
        boolean watchesFlow = FlowWatch.isWanted(job, network);
        try (RunRecords records = new RunRecords(
                directory, job.settings().recording(), RunRecords.kinds(job, watchesFlow), forSinks(before))) {
            RunParts run = new RunParts(
                    network,
                    loop,
                    records,
                    statistics,
                    new FlowStatistics(),
                    watchesFlow,
                    BackwardInterventions.in(network, job, records::throughTime),
                    new Evaluations(data, job.settings().evaluation(), records, cancellation, loop.growth()),
                    checkpoints);
            run.addToCheckpoints();
            if (before != null) {
                progress.resumed(name(), loop.done());
            }
            return finish(run, new RunTraining(trial, run, progress).train(before));
        }
    }

    private SinkConfig.Run forSinks(@Nullable Checkpoint before) {
        return new SinkConfig.Run(
                directory.path(),
                name(),
                Tree.leaves(Tree.of(trial.job())),
                before == null ? OptionalLong.empty() : OptionalLong.of(before.iterations()));
    }

    private TrainingLoop loop(MultiLayerNetwork network, GradientStatistics statistics) {
        TrainingConfig training = trial.job().training();
        return new TrainingLoop(
                network,
                data.training(training.batchSize(), trial.job().seed(), training.batching()),
                training,
                cancellation,
                new MiniBatchLoss(data.objective(), statistics::lastWasFinite, statistics::lastNamed));
    }

    /** Evaluates what was trained, and sums up; what the directory then lacks of a whole run is its status. */
    private RunSummary finish(RunParts run, Ending trained) {
        BestSoFar best = run.evaluations().best();
        boolean testsBest = trained.status().isResult() && best != null && best.giveBestTo(run.network());
        Findings found = run.evaluations().atTheEnd(run.network());
        boolean cutShort = !found.complete() && trained.status().isResult();
        Ending ending = cutShort ? new Ending(RunStatus.INTERRUPTED, TrainingLoop.WHILE_EVALUATED) : trained;
        Map<String, Double> figures = new LinkedHashMap<>(found.figuresOrNonFinite());
        if (found.nonFinite() > 0 && data.successError().isPresent()) {
            figures.put(RunSummary.SUCCESS, 0.0); // an output that is not finite is right nowhere
        }
        Map<Path, AtomicFiles.Content> files = new LinkedHashMap<>();
        if (found.confusion() != null && found.complete()) {
            files.put(directory.file(Confusion.FILE), found.confusion()::writeTo);
        }
        if (best != null) {
            figures.putAll(best.target());
        }
        if (testsBest && best != null) {
            figures.put(RunSummary.BEST_UPDATE, (double) best.update());
            BestSoFar.save(directory.file(RunSummary.BEST_MODEL), run.network());
        }
        preparation.ifPresent(content -> files.put(directory.file(PreparationFile.NAME), content));
        Object gradients = run.interventions().addTo(run.statistics().summary());
        files.put(directory.file("gradient-summary.json"), AtomicFiles.text(Json.pretty(gradients)));
        RunSummary summary = summarise(run, ending, figures);
        files.put(directory.file("summary.json"), AtomicFiles.text(Json.pretty(summary)));
        AtomicFiles.write(files);
        run.records().ended(summary);
        return summary;
    }

    private RunSummary summarise(RunParts run, Ending ending, Map<String, Double> figures) {
        return new RunSummary(
                trial.task(),
                trial.cell(),
                trial.clipping(),
                trial.seed(),
                ending.status(),
                ending.reason(),
                run.network().numParams(),
                run.statistics().updates(),
                Evaluator.metricOf(data),
                figures,
                run.statistics().medianLayerNorm(),
                run.statistics().shareClipped(),
                run.statistics().nonFiniteUpdates(),
                run.flows().summary(),
                run.loop().seconds());
    }

    private String name() {
        return String.valueOf(trial.job().name());
    }
}
