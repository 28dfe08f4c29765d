// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.gradient.GradientQuantity;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.result.internal.FlowStatistics;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.GradientStatistics;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.Evaluator.Findings;
import io.backflow.setting.Rules;
import io.backflow.store.internal.Checkpoint;
import io.backflow.store.internal.Checkpoints;
import io.backflow.store.internal.Ending;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
            directory.json("summary.json", summary);
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
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(job, data);
        Checkpoints checkpoints = new Checkpoints(directory, network, job.checkpoint());
        GradientStatistics statistics = new GradientStatistics(
                NetworkBuilder.layerName(0), job.clipping().scale());
        TrainingLoop loop = new TrainingLoop(
                network,
                data.training(
                        job.training().batchSize(), job.seed(), job.training().batching()),
                job.training(),
                cancellation,
                new MiniBatchLoss(data.objective(), statistics::lastWasFinite));
        progress.started(name(), loop.goal());
        Checkpoint before = checkpoints.found();
        boolean watchesFlow = watchesFlow(network);
        FlowStatistics flows = new FlowStatistics();
        try (RunRecords records =
                new RunRecords(directory, job.recording(), RunRecords.kinds(job, watchesFlow), before != null)) {
            Evaluations evaluations = new Evaluations(data, job.evaluation(), records, cancellation);
            BackwardInterventions interventions = BackwardInterventions.in(network, job, records::throughTime);
            checkpoints.add("loop", loop);
            checkpoints.add("records", records);
            checkpoints.add("statistics", statistics);
            checkpoints.add("flowStatistics", flows);
            checkpoints.add("interventions", interventions);
            checkpoints.add("evaluations", evaluations);
            if (before != null) {
                progress.resumed(name(), loop.done());
            }
            Parts parts = new Parts(
                    network, loop, records, statistics, flows, watchesFlow, interventions, evaluations, checkpoints);
            Ending ending =
                    before == null || before.ending() == null ? fit(parts) : afterTheLast(parts, before.ending());
            Findings found = evaluations.atTheEnd(network);
            if (!found.complete() && ending.status().isResult()) {
                ending = new Ending(RunStatus.INTERRUPTED, TrainingLoop.WHILE_EVALUATED);
            }
            Map<String, Double> figures = new LinkedHashMap<>(found.figuresOrNonFinite());
            if (found.nonFinite() > 0 && data.successError().isPresent()) {
                figures.put(RunSummary.SUCCESS, 0.0); // an output that is not finite is right nowhere
            }
            directory.json("gradient-summary.json", interventions.addTo(statistics.summary()));
            return summarise(network, ending, loop.seconds(), statistics, flows.summary(), figures);
        }
    }

    /** Flow that is recorded by default is left out where it cannot be had; flow that is asked for is asked for. */
    private boolean watchesFlow(MultiLayerNetwork network) {
        JobConfig job = trial.job();
        if (measuresLayers(job)) {
            new Rules()
                    .require(
                            showsLayers(network),
                            "recording.measure",
                            "must have no quantity of layers where no recurrent layer is installed, for the reason that"
                                    + " the log has",
                            "cell " + trial.cell())
                    .enforce();
            return true;
        }
        if (!job.flowOrDefault().records() || job.flow() != null) {
            return job.flowOrDefault().records();
        }
        boolean possible = showsLayers(network);
        if (!possible) {
            log.info("{}: no flow through time is recorded, since no recurrent layer is installed", name());
        }
        return possible;
    }

    private static boolean measuresLayers(JobConfig job) {
        return job.recording().quantities().stream().anyMatch(quantity -> !(quantity instanceof GradientQuantity));
    }

    private static boolean showsLayers(MultiLayerNetwork network) {
        BackwardObserver probe = pass -> {};
        boolean shows = RecurrentLayers.addObserver(network, probe) > 0;
        RecurrentLayers.removeObserver(network, probe);
        return shows;
    }

    /** What the run consists of. */
    private record Parts(
            MultiLayerNetwork network,
            TrainingLoop loop,
            RunRecords records,
            GradientStatistics statistics,
            FlowStatistics flows,
            boolean watchesFlow,
            BackwardInterventions interventions,
            Evaluations evaluations,
            Checkpoints checkpoints) {}

    /** Trains from the start or the checkpoint on, and saves how it ended. */
    private Ending fit(Parts run) {
        JobConfig job = trial.job();
        Ending ending;
        try (RunEngine engine = attach(run)) {
            engine.addTo(run.checkpoints);
            boolean evaluated = run.evaluations.afterMiniBatch(run.network); // one that an interrupt cut short
            ending = evaluated
                    ? run.loop.run(() -> afterMiniBatch(run))
                    : new Ending(RunStatus.INTERRUPTED, TrainingLoop.WHILE_EVALUATED);
            if (ending.status() == RunStatus.INTERRUPTED && !isOver(run)) {
                run.checkpoints.save(null); // before the engine records an update as the last, which it is not
            }
            engine.dropFrom(run.checkpoints);
        }
        if (ending.status() != RunStatus.INTERRUPTED || isOver(run)) {
            run.checkpoints.save(ending);
        }
        return ending;
    }

    private RunEngine attach(Parts run) {
        RunEngine.Consumers consumers = new RunEngine.Consumers(
                run.records.gradients(),
                run.records.clips().andThen(run.statistics),
                run.records.measured(),
                run.watchesFlow ? run.records.flow().andThen(run.flows) : null);
        return new RunEngine(run.network, trial.job(), consumers, List.of(run.loop.loss(), run.interventions));
    }

    private static boolean isOver(Parts run) {
        return run.loop.done() >= run.loop.goal();
    }

    /** Goes on after the last minibatch: with its evaluation, if that was cut short. */
    private static Ending afterTheLast(Parts run, Ending ending) {
        if (ending.status() != RunStatus.INTERRUPTED || !run.evaluations.afterMiniBatch(run.network)) {
            return ending;
        }
        Ending now = run.loop.run(() -> true);
        run.checkpoints.save(now);
        return now;
    }

    private boolean afterMiniBatch(Parts run) {
        progress.advanced(name(), run.loop.done(), run.loop.loss().mean());
        run.records.loss(run.network, run.loop.loss(), run.interventions.takeMeasured());
        if (!run.evaluations.afterMiniBatch(run.network)) {
            return false;
        }
        if (run.loop.done() < run.loop.goal()) {
            run.checkpoints.afterMiniBatch();
        }
        return true;
    }

    private RunSummary summarise(
            MultiLayerNetwork network,
            Ending ending,
            double seconds,
            GradientStatistics statistics,
            FlowSummary flow,
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
                flow,
                seconds);
    }

    private String name() {
        return String.valueOf(trial.job().name());
    }
}
