// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.ParameterNormClipping;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.NaiveModel;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.gradient.Snapshots;
import io.backflow.gradient.Stage;
import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import io.backflow.gradient.UpdateIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** Clipping in training. */
class ClippingListenerTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;
    private static final SamplingSchedule NEVER = update -> false;
    private static final int EXAMPLES = 4;

    private final List<GradientRecord> gradients = new ArrayList<>();
    private final List<ClippingRecord> clips = new ArrayList<>();

    private static void train(Model model, TestNetwork kind, int updates) {
        for (int i = 0; i < updates; i++) {
            TestNetwork.fit(model, kind.data(DataType.DOUBLE, EXAMPLES, i));
        }
    }

    private static INDArray trained(NeuralNetConfiguration.Builder base, int updates, TrainingListener... listeners) {
        Model model = KIND.build(base);
        model.setListeners(listeners);
        train(model, KIND, updates);
        return model.params();
    }

    private ClippingListener.Builder listener(ClippingConfig clipping) {
        return ClippingListener.builder(clipping).gradients(gradients::add).clips(clips::add);
    }

    @ParameterizedTest
    @EnumSource
    void boundsTheMeanGradientOfEveryNetwork(TestNetwork kind) {
        Model model = kind.build(DataType.DOUBLE);
        Snapshots raw = new Snapshots(kind);
        Snapshots clipped = new Snapshots(kind);
        ClippingListener listener = listener(new GlobalNormClipping(0.02))
                .schedule(SamplingSchedule.every(1))
                .build();
        model.setListeners(raw, listener, clipped);
        train(model, kind, 2);

        for (int i = 0; i < 2; i++) {
            NaiveModel before = raw.gradient(i);
            NaiveModel after = clipped.gradient(i);
            double globalBefore = NaiveNorms.l2(before.elements("")) / EXAMPLES;
            double globalAfter = NaiveNorms.l2(after.elements("")) / EXAMPLES;
            assertThat(globalBefore).isGreaterThan(0.02);
            assertThat(globalAfter).isBetween(0.02 * (1 - 0x1p-21), 0.02);
            for (GradientBlock block : gradients.get(i).layout().blocks()) {
                check(gradients.get(i), Stage.RAW, block, before.elements(block.path()));
                check(gradients.get(i), Stage.CLIPPED, block, after.elements(block.path()));
            }
            ClippingRecord clip = clips.get(i);
            assertThat(clip.action()).isEqualTo(Action.CLIPPED);
            assertThat(clip.index()).isEqualTo(new UpdateIndex(i, 0, i, 0));
            assertThat(clip.globalBefore()).isCloseTo(globalBefore, within(1e-12 * globalBefore));
            assertThat(clip.globalAfter()).isCloseTo(globalAfter, within(1e-12));
            assertThat(clip.nonFinite()).isNull();
        }
    }

    private static void check(GradientRecord gradient, Stage stage, GradientBlock block, double[] elements) {
        NaiveNorms.check(
                stage + " " + block.path(),
                gradient.at(stage).orElseThrow().of(block),
                elements,
                1.0 / EXAMPLES,
                NaiveNorms.ORDER_OF_SUMMATION);
    }

    static Stream<ClippingConfig> withoutEffect() {
        return Stream.of(
                new NoClipping(),
                new ValueClipping(Double.MAX_VALUE),
                new GlobalNormClipping(Double.MAX_VALUE),
                new LayerNormClipping(Double.MAX_VALUE, NormType.MAX),
                new ParameterNormClipping(Double.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("withoutEffect")
    void anInfiniteThresholdLeavesTrainingAsItIs(ClippingConfig clipping) {
        INDArray without = trained(dropout(), 30);
        INDArray with = trained(dropout(), 30, listener(clipping).build());
        assertThat(with.data().asDouble()).isEqualTo(without.data().asDouble());
        assertThat(clips)
                .hasSize(30)
                .allMatch(clip -> clip.action() == Action.UNCHANGED && clip.globalBefore() == clip.globalAfter());
    }

    private static NeuralNetConfiguration.Builder dropout() {
        return TestNetworks.base(DataType.DOUBLE).updater(new Adam(0.01)).dropOut(0.8);
    }

    @Test
    void layerNormTrainsAsDl4jsClipL2PerLayer() {
        double threshold = 0.5; // some gradients are over it, some are not
        INDArray theirs = trained(foreign(GradientNormalization.ClipL2PerLayer, threshold), 100);
        INDArray ours = trained(
                TestNetworks.base(DataType.DOUBLE),
                100,
                listener(new LayerNormClipping(threshold)).build());
        // Each step is 2^-22 of at most 0.1 * threshold shorter, 100 times, and the two runs move a little apart.
        assertThat(ours.distance2(theirs)).isLessThan(100 * 0.1 * threshold * 0x1p-22 * 10);
        assertThat(clips).anyMatch(clip -> clip.action() == Action.CLIPPED);
        assertThat(clips).anyMatch(clip -> clip.action() == Action.UNCHANGED);
    }

    @Test
    void valueTrainsAsDl4jsClipElementWise() {
        double threshold = 0.01;
        INDArray theirs = trained(foreign(GradientNormalization.ClipElementWiseAbsoluteValue, threshold), 100);
        INDArray ours = trained(
                TestNetworks.base(DataType.DOUBLE),
                100,
                listener(new ValueClipping(threshold)).build());
        assertThat(ours.distance2(theirs)).isLessThan(1e-12); // both clamp; the mean is taken before or after
        assertThat(clips).anyMatch(clip -> clip.action() == Action.CLIPPED);
    }

    private static NeuralNetConfiguration.Builder foreign(GradientNormalization mode, double threshold) {
        return TestNetworks.base(DataType.DOUBLE).gradientNormalization(mode).gradientNormalizationThreshold(threshold);
    }

    @Test
    void thresholdsAreMeansThoughTheNetworkDoesNotDivide() {
        Snapshots clipped = new Snapshots(KIND);
        trained(
                TestNetworks.base(DataType.DOUBLE).miniBatch(false),
                1,
                listener(new GlobalNormClipping(0.02)).build(),
                clipped);
        assertThat(NaiveNorms.l2(clipped.gradient(0).elements("")) / EXAMPLES).isBetween(0.0199, 0.02);
        assertThat(clips.get(0).globalAfter()).isBetween(0.0199, 0.02);
    }

    @Test
    void theStatisticsOfBatchNormalizationAreNotClipped() {
        TestNetwork kind = TestNetwork.BATCH_NORMALIZATION;
        Model free = kind.build(DataType.DOUBLE);
        Model clipped = kind.build(DataType.DOUBLE);
        clipped.setListeners(listener(new GlobalNormClipping(1e-6)).build());
        train(free, kind, 1);
        train(clipped, kind, 1);
        for (String statistic : List.of("1_mean", "1_log10stdev")) {
            assertThat(Bits.of(clipped.getParam(statistic))).isEqualTo(Bits.of(free.getParam(statistic)));
        }
        assertThat(clipped.getParam("1_gamma")).isNotEqualTo(free.getParam("1_gamma"));
    }

    @Test
    void clippedUpdatesAreRecordedWhateverTheSchedule() {
        trained(
                TestNetworks.base(DataType.DOUBLE),
                4,
                listener(new GlobalNormClipping(0.02)).schedule(NEVER).build());
        assertThat(gradients).hasSize(4);
        gradients.clear();
        trained(
                TestNetworks.base(DataType.DOUBLE),
                4,
                listener(new GlobalNormClipping(1e9)).schedule(NEVER).build());
        assertThat(gradients).hasSize(1);
    }

    @Test
    void theScaleOfTheGradientsIsAsTold() {
        trained(
                TestNetworks.base(DataType.DOUBLE),
                1,
                listener(new GlobalNormClipping(0.02)).scale(Scale.SUM).build());
        GradientRecord sums = gradients.get(0);
        assertThat(sums.scale()).isEqualTo(Scale.SUM);
        double after = sums.at(Stage.CLIPPED).orElseThrow().global().l2();
        assertThat(after).isBetween(0.0199 * EXAMPLES, 0.02 * EXAMPLES);
        assertThat(clips.get(0).globalAfter()).isBetween(0.0199, 0.02);
    }

    @Test
    void theLastUpdateIsRecordedWhenClosed() {
        ClippingListener listener = listener(new NoClipping()).schedule(NEVER).build();
        trained(TestNetworks.base(DataType.DOUBLE), 4, listener);
        listener.close();
        assertThat(gradients).extracting(gradient -> gradient.index().update()).containsExactly(0L, 3L);
    }

    @Test
    void everySegmentOfTruncatedBpttIsClipped() {
        MultiLayerNetwork network = TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        network.setListeners(listener(new GlobalNormClipping(0.01)).build());
        network.fit(TestData.sequences(DataType.DOUBLE, 2, 10, 1));
        assertThat(clips)
                .extracting(ClippingRecord::index)
                .containsExactly(new UpdateIndex(0, 0, 0, 0), new UpdateIndex(1, 0, 0, 1), new UpdateIndex(2, 0, 0, 2));
        assertThat(clips).allMatch(clip -> clip.action() == Action.CLIPPED && clip.globalAfter() <= 0.01);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONJUGATE_GRADIENT", "LBFGS", "LINE_GRADIENT_DESCENT"})
    void lineSearchOptimisersTrainOn(OptimizationAlgorithm algorithm) {
        NeuralNetConfiguration.Builder base = TestNetworks.base(DataType.DOUBLE).optimizationAlgo(algorithm);
        INDArray parameters =
                trained(base, 5, listener(new GlobalNormClipping(0.02)).build());
        assertThat(NaiveNorms.l2(parameters.data().asDouble())).isFinite();
        assertThat(clips).allMatch(clip -> clip.globalAfter() <= 0.02);
        assertThat(clips).extracting(clip -> clip.index().update()).contains(0L, 4L);
    }
}
