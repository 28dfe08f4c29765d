// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import static io.backflow.audit.effect.Tiny.number;

import io.backflow.audit.effect.Effect.Figure;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** What becomes of gradients on their way to the parameters. */
final class UpdateEffects {

    private UpdateEffects() {}

    static List<Effect> all() {
        return List.of(
                new Effect(
                        "weight-decay-twice",
                        () -> output(Tiny.configuration().weightDecay(0.5)),
                        () -> Tiny.rows(2, Tiny.output().weightDecay(0.5).build()),
                        UpdateEffects::decay),
                new Effect(
                        "weight-decay-without-rate",
                        () -> Tiny.rows(2, Tiny.output().weightDecay(0.5, false).build()),
                        () -> Tiny.rows(2, Tiny.output().weightDecay(0.5, true).build()),
                        UpdateEffects::decayWithoutRate),
                new Effect(
                        "statistics-clipped",
                        () -> normalised(GradientNormalization.ClipElementWiseAbsoluteValue),
                        () -> normalised(GradientNormalization.None),
                        UpdateEffects::runningMean),
                new Effect(
                        "poly-schedule",
                        () -> scheduled(new PolySchedule(ScheduleType.ITERATION, 0.5, 2, 4)),
                        () -> scheduled(new StepSchedule(ScheduleType.ITERATION, 0.5, 0.1, 4)),
                        UpdateEffects::polynomial),
                new Effect(
                        "learning-rate",
                        () -> output(Tiny.configuration().updater(new Adam(0.5))),
                        () -> output(Tiny.configuration().updater(new Adam(0.001))),
                        UpdateEffects::firstSteps),
                new Effect(
                        "no-op-updater",
                        () -> output(Tiny.configuration().updater(new NoOp())),
                        () -> output(Tiny.configuration().updater(new Sgd(0))),
                        UpdateEffects::noOperation),
                new Effect(
                        "summed-updates",
                        () -> output(Tiny.configuration().miniBatch(false)),
                        () -> output(Tiny.configuration()),
                        UpdateEffects::batchesOfFour),
                new Effect(
                        "renormalisation",
                        () -> output(mode(GradientNormalization.RenormalizeL2PerLayer)),
                        () -> output(Tiny.configuration()),
                        UpdateEffects::renormalised),
                new Effect(
                        "line-search",
                        () -> output(searching(OptimizationAlgorithm.LINE_GRADIENT_DESCENT)),
                        () -> output(searching(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)),
                        UpdateEffects::gradientsOfAnUpdate),
                new Effect(
                        "clipping-by-layer",
                        () -> output(mode(GradientNormalization.ClipL2PerLayer)),
                        () -> output(Tiny.configuration()),
                        UpdateEffects::turned),
                new Effect(
                        "norms-in-float",
                        () -> large(GradientNormalization.ClipL2PerLayer),
                        () -> large(GradientNormalization.ClipElementWiseAbsoluteValue),
                        UpdateEffects::norms),
                new Effect(
                        "adam-epsilon",
                        () -> output(Tiny.configuration().updater(new Adam(0.001, 0.9, 0.999, 1e-7))),
                        () -> output(Tiny.configuration().updater(new Adam(0.001))),
                        UpdateEffects::epsilon),
                new Effect(
                        "schedule-by-epoch",
                        () -> scheduled(new StepSchedule(ScheduleType.EPOCH, 0.5, 0.1, 4)),
                        () -> scheduled(new StepSchedule(ScheduleType.ITERATION, 0.5, 0.1, 4)),
                        UpdateEffects::epochs));
    }

    private static MultiLayerNetwork output(NeuralNetConfiguration.Builder configuration) {
        return Tiny.rows(configuration, 2, Tiny.output().build());
    }

    private static NeuralNetConfiguration.Builder mode(GradientNormalization mode) {
        return Tiny.configuration().gradientNormalization(mode);
    }

    private static NeuralNetConfiguration.Builder searching(OptimizationAlgorithm algorithm) {
        return Tiny.configuration().optimizationAlgo(algorithm);
    }

    private static MultiLayerNetwork scheduled(ISchedule schedule) {
        return output(Tiny.configuration().updater(new Sgd(schedule)));
    }

    /** Returns by what an update without a gradient multiplies the weights. */
    private static String left(MultiLayerNetwork network) {
        double before = network.getParam("0_W").getDouble(0);
        // An input of zeros has no gradient at the weights.
        network.fit(Nd4j.zeros(DataType.DOUBLE, 1, 2), Nd4j.zeros(DataType.DOUBLE, 1, 1));
        return number("%.2f", network.getParam("0_W").getDouble(0) / before);
    }

    private static List<Figure> decay() {
        return List.of(
                new Figure(
                        "weights after an update, weightDecay(0.5) for the network, learning rate 0.1",
                        left(output(Tiny.configuration().weightDecay(0.5))),
                        "0.95"),
                new Figure(
                        "weights after an update, weightDecay(0.5, false) for the network",
                        left(output(Tiny.configuration().weightDecay(0.5, false))),
                        "0.50"));
    }

    private static List<Figure> decayWithoutRate() {
        return List.of(new Figure(
                "weights after an update, weightDecay(0.5, false) on the layer, learning rate 0.1",
                left(Tiny.rows(2, Tiny.output().weightDecay(0.5, false).build())),
                left(Tiny.rows(2, Tiny.output().weightDecay(0.5, true).build()))));
    }

    private static MultiLayerNetwork normalised(GradientNormalization mode) {
        return Tiny.rows(
                mode(mode).gradientNormalizationThreshold(0.1),
                1,
                new BatchNormalization.Builder().decay(0.5).build(),
                Tiny.output().build());
    }

    private static List<Figure> runningMean() {
        return List.of(new Figure(
                "running mean after a batch of mean 8, decay 0.5, elements clipped at 0.1",
                mean(GradientNormalization.ClipElementWiseAbsoluteValue),
                mean(GradientNormalization.None)));
    }

    private static String mean(GradientNormalization mode) {
        MultiLayerNetwork network = normalised(mode);
        network.fit(Nd4j.createFromArray(new double[][] {{7}, {9}}), Nd4j.zeros(DataType.DOUBLE, 2, 1));
        return number("%.2f", network.getParam("0_mean").getDouble(0));
    }

    private static List<Figure> polynomial() {
        ISchedule schedule = new PolySchedule(ScheduleType.ITERATION, 0.5, 2, 4);
        return List.of(
                new Figure("rate at update 3 of 4, start 0.5, power 2", rate(schedule, 3), "0.031"),
                new Figure("rate at update 2 of 4", rate(schedule, 2), "0.125"));
    }

    private static String rate(ISchedule schedule, int iteration) {
        return number("%.3f", schedule.valueAt(iteration, 0));
    }

    private static List<Figure> firstSteps() {
        return List.of(
                new Figure("first step of Adam(0.5) at a gradient of 0.001", step(new Adam(0.5), 0.001), "0.001"),
                new Figure("first step of Adam(0.5) at a gradient of 1000", step(new Adam(0.5), 1000), "500.000"));
    }

    private static String step(IUpdater updater, double gradient) {
        INDArray step = Tiny.row(gradient);
        GradientUpdater<?> applied = updater.instantiate(Nd4j.zeros(DataType.DOUBLE, 1, updater.stateSize(1)), true);
        applied.applyUpdater(step, 0, 0);
        return number("%.3f", step.getDouble(0));
    }

    /** Returns how far one update moves a bias whose gradient is 2 for each example. */
    private static double moved(NeuralNetConfiguration.Builder configuration, int examples) {
        MultiLayerNetwork network = output(configuration);
        network.params().assign(1);
        network.fit(Nd4j.zeros(DataType.DOUBLE, examples, 2), Nd4j.zeros(DataType.DOUBLE, examples, 1));
        return 1 - network.getParam("0_b").getDouble(0);
    }

    private static List<Figure> noOperation() {
        return List.of(new Figure(
                "what an update takes from a parameter, over its gradient",
                number("%.2f", moved(Tiny.configuration().updater(new NoOp()), 1) / 2),
                "0.00"));
    }

    private static List<Figure> batchesOfFour() {
        return List.of(new Figure(
                "step of four equal examples, over that of one",
                number(
                        "%.2f",
                        moved(Tiny.configuration().miniBatch(false), 4)
                                / moved(Tiny.configuration().miniBatch(false), 1)),
                number("%.2f", moved(Tiny.configuration(), 4) / moved(Tiny.configuration(), 1))));
    }

    private static List<Figure> renormalised() {
        MultiLayerNetwork network = output(mode(GradientNormalization.RenormalizeL2PerLayer)
                .gradientNormalizationThreshold(0.01)
                .updater(new Sgd(1)));
        network.params().assign(1e-6);
        INDArray before = network.params().dup();
        network.fit(Nd4j.zeros(DataType.DOUBLE, 1, 2), Nd4j.zeros(DataType.DOUBLE, 1, 1));
        return List.of(new Figure(
                "norm of the update of a gradient of 2e-6, threshold 0.01",
                number("%.2g", before.sub(network.params()).norm2Number().doubleValue()),
                "2.0e-06"));
    }

    private static List<Figure> gradientsOfAnUpdate() {
        return List.of(new Figure(
                "gradients that listeners are told of in one fit",
                told(OptimizationAlgorithm.LINE_GRADIENT_DESCENT),
                told(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)));
    }

    private static String told(OptimizationAlgorithm algorithm) {
        MultiLayerNetwork network = output(searching(algorithm));
        AtomicInteger count = new AtomicInteger();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onBackwardPass(Model model) {
                count.incrementAndGet();
            }
        });
        network.fit(Tiny.row(1, 2), Tiny.row(1));
        return count.toString();
    }

    /** A gradient of which nine tenths are in one layer, clipped in each. */
    private static List<Figure> turned() {
        double cosine = cosine(update(GradientNormalization.None), update(GradientNormalization.ClipL2PerLayer));
        return List.of(new Figure("cosine of gradient and clipped gradient", number("%.2f", cosine), "1.00"));
    }

    private static INDArray update(GradientNormalization mode) {
        MultiLayerNetwork network = Tiny.rows(
                mode(mode).gradientNormalizationThreshold(0.1).updater(new Sgd(1)),
                1,
                Tiny.dense(1).build(),
                Tiny.output().build());
        network.params().assign(Tiny.row(0.1, 0, 0.1, 0));
        INDArray before = network.params().dup();
        network.fit(Tiny.row(0.2), Tiny.row(1));
        return before.subi(network.params());
    }

    private static double cosine(INDArray a, INDArray b) {
        return a.mul(b).sumNumber().doubleValue()
                / a.norm2Number().doubleValue()
                / b.norm2Number().doubleValue();
    }

    private static MultiLayerNetwork large(GradientNormalization mode) {
        return Tiny.rows(
                mode(mode).dataType(DataType.FLOAT),
                1,
                Tiny.dense(1000).build(),
                Tiny.dense(1000).build(),
                Tiny.output().build());
    }

    private static List<Figure> norms() {
        INDArray tenths = Nd4j.valueArrayOf(new long[] {1, 1_000_000}, 0.1, DataType.FLOAT);
        return List.of(new Figure(
                "norm of a million values of 0.1, one thread",
                number("%.1f", tenths.norm2Number().doubleValue()),
                number("%.1f", tenths.castTo(DataType.DOUBLE).norm2Number().doubleValue())));
    }

    private static List<Figure> epsilon() {
        INDArray step = Tiny.row(1e-8);
        GradientUpdater<?> adam = new Adam(1.0).instantiate(Nd4j.zeros(DataType.DOUBLE, 1, 2), true);
        adam.applyUpdater(step, 0, 0);
        return List.of(new Figure(
                "first step over the learning rate, gradient and epsilon 1e-8",
                number("%.2f", step.getDouble(0)),
                "0.50"));
    }

    private static List<Figure> epochs() {
        MultiLayerNetwork network = output(Tiny.configuration());
        EarlyStoppingConfiguration<MultiLayerNetwork> configuration = new EarlyStoppingConfiguration.Builder<
                        MultiLayerNetwork>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
                .scoreCalculator(new DataSetLossCalculator(data(), true))
                .modelSaver(new InMemoryModelSaver<>())
                .build();
        new EarlyStoppingTrainer(configuration, network, data()).fit();
        return List.of(new Figure(
                "epochs counted after three of early stopping", String.valueOf(network.getEpochCount()), "3"));
    }

    private static DataSetIterator data() {
        return new ListDataSetIterator<>(List.of(new DataSet(Tiny.row(1, 2), Tiny.row(1))), 1);
    }
}
