// SPDX-License-Identifier: Apache-2.0
package io.backflow.advice.internal;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.internal.LabelledStepCount;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.MiniBatchLoss;
import io.backflow.run.internal.NativeThreads;
import io.backflow.run.internal.NetworkBuilder;
import io.backflow.run.internal.RunProgress;
import io.backflow.run.internal.SideBySide;
import io.backflow.run.internal.TrainingLoop;
import io.backflow.run.internal.fit.TrainingData;
import io.backflow.setting.TypeName;
import io.backflow.store.internal.Ending;
import io.backflow.store.internal.RunStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Trains without clipping for a while, to see how long gradients are, and proposes thresholds. Writes nothing.
 *
 * @param iterations updates of each network
 * @param jobs how many networks are trained side by side
 * @param data where data is looked for
 * @param progress hears how far the networks are
 * @param cancellation stops them early; what was seen until then counts
 */
public record Advisor(int iterations, int jobs, DataEnvironment data, RunProgress progress, Cancellation cancellation) {

    private static final String STOPPED = "stopped before it began";

    /**
     * Advises on a job.
     *
     * @param seeds with each of which a network is trained; empty for the job's own seed
     * @throws io.backflow.data.DataException if the data cannot be had or is invalid
     */
    public List<Advice> advise(JobConfig job, List<Long> seeds) {
        return advise(List.of(Trial.of(job, labelOf(job.task()))), seeds.isEmpty() ? List.of(job.seed()) : seeds);
    }

    /**
     * Advises on each task, cell and regulariser of a comparison, whatever clippings it compares.
     *
     * @param seeds with each of which a network is trained; empty for the comparison's own seeds
     * @throws io.backflow.data.DataException if the data cannot be had or is invalid
     */
    public List<Advice> advise(ComparisonConfig comparison, List<Long> seeds) {
        Set<List<String>> seen = new LinkedHashSet<>();
        List<Trial> pairs = comparison.trials().stream()
                .filter(trial -> seen.add(List.of(trial.task(), cellOf(trial))))
                .toList();
        return advise(pairs, seeds.isEmpty() ? comparison.seeds() : seeds);
    }

    /** Returns how many networks are trained, for a progress that wants to know before they are. */
    public static int networks(ComparisonConfig comparison, List<Long> seeds) {
        return comparison.tasks().size()
                * comparison.cells().size()
                * comparison.regularizer().size()
                * (seeds.isEmpty() ? comparison.seeds() : seeds).size();
    }

    private List<Advice> advise(List<Trial> pairs, List<Long> seeds) {
        NativeThreads.limitToOne();
        Map<DataConfig, SequenceData> opened = new HashMap<>();
        pairs.forEach(pair -> opened.computeIfAbsent(pair.job().task(), task -> task.open(data)));
        progress.begins();
        int count = seeds.size();
        SeedNorms[] norms = new SeedNorms[pairs.size() * count];
        new SideBySide(jobs, cancellation).run(norms.length, number -> {
            JobConfig job = pairs.get(number / count).job().withSeed(seeds.get(number % count));
            norms[number] = train(job, name(pairs.get(number / count), job.seed()), opened);
        });
        List<Advice> advice = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            advice.add(new Advice(
                    pairs.get(i).task(), cellOf(pairs.get(i)), List.of(norms).subList(i * count, (i + 1) * count)));
        }
        return advice;
    }

    private static String name(Trial pair, long seed) {
        return pair.task() + "/" + cellOf(pair) + "/seed-" + seed;
    }

    /** A regulariser makes other gradients, and asks for other thresholds. */
    private static String cellOf(Trial pair) {
        RegularizerConfig regularizer = pair.job().regularizer();
        return regularizer instanceof RegularizerConfig.None
                ? pair.cell()
                : pair.cell() + " with " + labelOf(regularizer);
    }

    private static String labelOf(Object setting) {
        return setting.getClass().getAnnotation(TypeName.class).value();
    }

    private SeedNorms train(JobConfig job, String name, Map<DataConfig, SequenceData> opened) {
        if (cancellation.isRequested()) {
            return new SeedNorms(job.seed(), RunStatus.INTERRUPTED, STOPPED, List.of());
        }
        SequenceData ofTask = TrainingData.of(job.training(), Objects.requireNonNull(opened.get(job.task())));
        TrainingConfig training = job.training().withIterations(iterations);
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(job, ofTask);
        job.regularizer().attach(network);
        Norms norms = new Norms();
        // A gradient that is not finite ends it, whatever the job says: nothing after it is training as it would be.
        MiniBatchLoss loss = new MiniBatchLoss(ofTask.objective(), () -> true);
        TrainingLoop loop = new TrainingLoop(
                network,
                ofTask.training(training.batchSize(), job.seed(), training.batching()),
                training,
                cancellation,
                loss);
        progress.started(name, loop.goal());
        Ending ending;
        try (ClippingListener listener = ClippingListener.builder(new NoClipping())
                .schedule(SamplingSchedule.every(iterations))
                .clips(norms)
                .build()) {
            network.setListeners(norms.steps, listener, loss);
            ending = loop.run(() -> {
                progress.advanced(name, loop.done(), loss.mean());
                return true;
            });
        }
        progress.ended(name, ending.status());
        return new SeedNorms(job.seed(), ending.status(), ending.reason(), norms.finite, norms.lengths);
    }

    /** The finite norms of one network, and the labelled steps of an example in their minibatches. */
    private static final class Norms implements Consumer<ClippingRecord> {
        private final List<Double> finite = new ArrayList<>();
        private final List<Double> lengths = new ArrayList<>();
        private double labelledSteps;
        private final BaseTrainingListener steps = new BaseTrainingListener() {
            @Override
            public void onBackwardPass(Model model) {
                labelledSteps = LabelledStepCount.of(model);
            }
        };

        @Override
        public void accept(ClippingRecord update) {
            if (update.nonFinite() == null && Double.isFinite(update.globalBefore())) {
                finite.add(update.globalBefore());
                lengths.add(labelledSteps / update.miniBatch().examples());
            }
        }
    }
}
