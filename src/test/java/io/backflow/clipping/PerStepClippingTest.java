// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.policy.AdaGc;
import io.backflow.clipping.policy.AdaptiveGradientClipping;
import io.backflow.clipping.policy.AutoClip;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.GroupClipping;
import io.backflow.clipping.policy.GroupClipping.Group;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.NormalizedGradient;
import io.backflow.clipping.policy.ParameterNormClipping;
import io.backflow.clipping.policy.Spam;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.Bits;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Scale;
import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetworks;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Thresholds per labelled step: what they are in minibatch means, and that they treat short and long sequences alike.
 */
class PerStepClippingTest {

    private static final int EXAMPLES = 4;
    private static final int UPDATES = 6;

    private final List<ClippingRecord> clips = Collections.synchronizedList(new ArrayList<>());

    private ClippingListener listener(ClippingConfig clipping, Scale scale) {
        return ClippingListener.builder(clipping)
                .clippingScale(scale)
                .clips(clips::add)
                .build();
    }

    private static DataSet batch(int steps, long seed) {
        return TestData.sequences(DataType.DOUBLE, EXAMPLES, steps, seed);
    }

    private static MultiLayerNetwork network() {
        return TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE).updater(new Adam(0.01)));
    }

    /** Returns the parameters after some updates on minibatches of so many labelled steps an example. */
    private double[] trained(ClippingConfig clipping, Scale scale, int steps) {
        clips.clear();
        MultiLayerNetwork network = network();
        network.setListeners(listener(clipping, scale));
        for (int i = 0; i < UPDATES; i++) {
            network.fit(batch(steps, i));
        }
        return Bits.of(network.params());
    }

    /** Every policy with a threshold, by a factor of the threshold. */
    static Stream<DoubleFunction<ClippingConfig>> withThresholds() {
        return Stream.of(
                factor -> new ValueClipping(0.002 * factor),
                factor -> new GlobalNormClipping(0.01 * factor),
                factor -> new GlobalNormClipping(
                        new Threshold.WarmUp(4, Threshold.of(0.01 * factor), ScheduleType.ITERATION), NormType.L2),
                factor -> new LayerNormClipping(0.01 * factor),
                factor -> new ParameterNormClipping(Threshold.of(0.01 * factor), NormType.L1),
                factor -> new AdaptiveGradientClipping(0.001 * factor, 1e-3),
                factor -> new NormalizedGradient(0.01 * factor),
                factor -> new AdaGc(1.0, 0.01 * factor, 0.5, 3),
                factor -> new GroupClipping(
                        List.of(new Group("**/RW", 0.005 * factor)), new ValueClipping(0.001 * factor)));
    }

    /** A threshold c per step is c times the steps of an example in means: with powers of 2 to the last bit. */
    @ParameterizedTest
    @MethodSource("withThresholds")
    void aThresholdPerStepIsAsManyTimesOneOfMeans(DoubleFunction<ClippingConfig> clipping) {
        boolean scalesOutput =
                clipping.apply(1) instanceof NormalizedGradient; // which makes the norm 1 in either scale
        double[] perStep = trained(clipping.apply(1), Scale.PER_STEP, 8);
        List<ClippingRecord> ofSteps = List.copyOf(clips);
        double[] ofMeans = trained(clipping.apply(8), Scale.MEAN, 8);
        assertThat(ofSteps).anyMatch(clip -> clip.result().clipped());
        if (!scalesOutput) {
            assertThat(perStep).isEqualTo(ofMeans);
        }
        for (int i = 0; i < (scalesOutput ? 1 : UPDATES); i++) {
            ClippingRecord step = ofSteps.get(i);
            assertThat(step.scale()).isEqualTo(Scale.PER_STEP);
            assertThat(step.miniBatch()).isEqualTo(new MiniBatch(EXAMPLES, EXAMPLES * 8));
            assertThat(step.globalBefore()).isEqualTo(clips.get(i).globalBefore() / 8);
            assertThat(step.result().clipped()).isEqualTo(clips.get(i).result().clipped());
        }
    }

    /** With other numbers of steps up to the rounding of 1 / steps, a few units in the last place each update. */
    @ParameterizedTest
    @ValueSource(ints = {3, 7, 11})
    void andElseUpToRounding(int steps) {
        double[] perStep = trained(new GlobalNormClipping(0.01), Scale.PER_STEP, steps);
        assertThat(clips).anyMatch(clip -> clip.result().clipped());
        double[] ofMeans = trained(new GlobalNormClipping(0.01 * steps), Scale.MEAN, steps);
        for (int i = 0; i < perStep.length; i++) {
            // Adam hands a relative error of the gradient on, at the size of its steps, 0.01.
            assertThat(perStep[i]).isCloseTo(ofMeans[i], within(1e-12));
        }
    }

    /** These compare with the past, which is in the same scale; Adam's v is brought to it. */
    static Stream<ClippingConfig> withoutThresholds() {
        return Stream.of(new AutoClip(40), new AutoClip(30, 3), new Spam(1.0, 0));
    }

    @ParameterizedTest
    @MethodSource("withoutThresholds")
    void whereLengthsAreAlikeWhatHasNoThresholdClipsAlike(ClippingConfig clipping) {
        double[] perStep = trained(clipping, Scale.PER_STEP, 8);
        assertThat(clips).anyMatch(clip -> clip.result().clipped());
        assertThat(perStep).isEqualTo(trained(clipping, Scale.MEAN, 8));
        assertThat(trained(clipping, Scale.SUM, 8)).isEqualTo(perStep);
    }

    /** Adam's v is of means of minibatches of other lengths: only as a mean can a gradient be held against it. */
    @Test
    void spamClipsTheSameElementsInEveryScale() {
        List<Long> ofMeans = elementsClippedBySpam(Scale.MEAN);
        assertThat(ofMeans).anyMatch(elements -> elements > 0);
        assertThat(elementsClippedBySpam(Scale.PER_STEP)).isEqualTo(ofMeans);
        assertThat(elementsClippedBySpam(Scale.SUM)).isEqualTo(ofMeans);
    }

    private List<Long> elementsClippedBySpam(Scale scale) {
        clips.clear();
        MultiLayerNetwork network = network();
        network.setListeners(listener(new Spam(2.0, 0), scale));
        for (int i = 0; i < UPDATES; i++) {
            network.fit(batch(i % 2 == 0 ? 2 : 16, i));
        }
        return clips.stream()
                .map(clip -> clip.result().blocks().stream()
                        .mapToLong(ClipResult.BlockClip::elements)
                        .sum())
                .toList();
    }

    /**
     * At the median norm of both: in means nearly all long sequences are clipped and few short ones, per step half of
     * each.
     */
    @Test
    void shortAndLongSequencesAreClippedAlike() {
        double[] ofMeans = sharesOfShortAndLong(Scale.MEAN);
        assertThat(ofMeans[0]).isLessThan(0.25);
        assertThat(ofMeans[1]).isGreaterThan(0.75);
        double[] perStep = sharesOfShortAndLong(Scale.PER_STEP);
        assertThat(perStep[0]).isBetween(0.25, 0.75);
        assertThat(perStep[1]).isBetween(0.25, 0.75);
    }

    private double[] sharesOfShortAndLong(Scale scale) {
        fitShortAndLong(new NoClipping(), scale);
        double[] norms = clips.stream()
                .mapToDouble(ClippingRecord::globalBefore)
                .sorted()
                .toArray();
        double median = (norms[norms.length / 2 - 1] + norms[norms.length / 2]) / 2;
        fitShortAndLong(new GlobalNormClipping(median), scale);
        return new double[] {shareClipped(0), shareClipped(1)};
    }

    private double shareClipped(int remainder) {
        return clips.stream()
                .filter(clip -> clip.index().update() % 2 == remainder)
                .mapToDouble(clip -> clip.result().clipped() ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private void fitShortAndLong(ClippingConfig clipping, Scale scale) {
        clips.clear();
        MultiLayerNetwork network = TestNetworks.sequential(
                TestNetworks.base(DataType.DOUBLE).updater(new Sgd(0)),
                new SimpleRnn.Builder().nOut(TestNetworks.UNITS).build(),
                TestNetworks.eachStep());
        RecurrentLayers.install(network);
        network.setListeners(listener(clipping, scale));
        for (int i = 0; i < 40; i++) {
            network.fit(biased(i % 2 == 0 ? 10 : 100, i));
        }
    }

    /** The share of the labels that are the first class differs from one short and long minibatch to the next. */
    private static DataSet biased(int steps, long seed) {
        DataSet data = batch(steps, seed);
        double share = (0.618034 * Math.floorDiv(seed, 2L) + 0.1) % 1;
        for (int i = 0; i < EXAMPLES; i++) {
            for (int t = 0; t < steps; t++) {
                double spread = (0.618034 * t + 0.37 * i) % 1; // over 0 to 1, evenly at every length
                data.getLabels().putScalar(new int[] {i, 0, t}, spread < share ? 1 : 0);
                data.getLabels().putScalar(new int[] {i, 1, t}, spread < share ? 0 : 1);
            }
        }
        return data;
    }

    @Test
    void theLimitOfFiniteNormsIsInTheSameScale() {
        MultiLayerNetwork network = network();
        network.setListeners(listener(new NoClipping(), Scale.PER_STEP));
        network.fit(batch(8, 0));
        double norm = clips.get(0).globalBefore();
        for (double limit : new double[] {norm * 1.001, norm * 0.999}) {
            clips.clear();
            MultiLayerNetwork limited = network();
            limited.setListeners(ClippingListener.builder(new NoClipping())
                    .clippingScale(Scale.PER_STEP)
                    .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 3, null, limit))
                    .clips(clips::add)
                    .build());
            limited.fit(batch(8, 0));
            assertThat(clips.get(0).action()).isEqualTo(limit > norm ? Action.UNCHANGED : Action.SKIPPED);
        }
    }

    @Test
    void segmentsGraphsAndMasksCountTheirOwnSteps() {
        MultiLayerNetwork truncated = TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        truncated.setListeners(listener(new GlobalNormClipping(1e-3), Scale.PER_STEP));
        truncated.fit(batch(6, 1));
        ComputationGraph graph = TestNetworks.truncatedGraph(4);
        graph.setListeners(listener(new GlobalNormClipping(1e-3), Scale.PER_STEP));
        DataSet masked = batch(6, 1);
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 6);
        mask.putScalar(0, 0, 1).putScalar(1, 5, 1).putScalar(2, 5, 1);
        masked.setLabelsMaskArray(mask);
        graph.fit(masked);
        assertThat(clips).extracting(clip -> clip.miniBatch().labelledSteps()).containsExactly(16.0, 8.0, 1.0, 2.0);
        assertThat(clips).allSatisfy(clip -> {
            assertThat(clip.action()).isEqualTo(Action.CLIPPED);
            assertThat(clip.globalAfter()).isLessThanOrEqualTo(1e-3);
        });
    }

    @Test
    void aMinibatchWithoutALabelledStepPasses() {
        MultiLayerNetwork network = network();
        network.setListeners(listener(new GlobalNormClipping(1e-3), Scale.PER_STEP));
        DataSet masked = batch(6, 1);
        masked.setLabelsMaskArray(Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 6));
        network.fit(masked);
        assertThat(clips.get(0).action()).isEqualTo(Action.UNCHANGED);
        assertThat(clips.get(0).globalBefore()).isZero();
    }

    @Test
    void everyWorkerOfAParallelWrapperCountsItsOwn() {
        MultiLayerNetwork network = network();
        network.setListeners(listener(new GlobalNormClipping(1e-3), Scale.PER_STEP));
        List<DataSet> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.addAll(batch(5, i).asList());
        }
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(0)
                .build();
        wrapper.fit(new ListDataSetIterator<>(all, EXAMPLES));
        wrapper.shutdown();
        assertThat(clips).hasSize(4).allSatisfy(clip -> {
            assertThat(clip.miniBatch()).isEqualTo(new MiniBatch(EXAMPLES, EXAMPLES * 5));
            assertThat(clip.globalAfter()).isLessThanOrEqualTo(1e-3);
        });
    }

    @Test
    void aStateIsOfNormsInOneScale() {
        MultiLayerNetwork network = network();
        ClippingListener perStep = listener(new AutoClip(50), Scale.PER_STEP);
        network.setListeners(perStep);
        network.fit(batch(6, 1));
        Map<String, double[]> state = perStep.state(network);
        ClippingListener again = listener(new AutoClip(50), Scale.PER_STEP);
        again.restore(network, state);
        assertThat(again.state(network).keySet()).isEqualTo(state.keySet());
        assertThat(again.state(network).get("policy.history")).isEqualTo(state.get("policy.history"));
        assertThatThrownBy(() -> listener(new AutoClip(50), Scale.MEAN).restore(network, state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The saved state must be of norms in the scale mean, got one of per-step");
        Map<String, double[]> ofMeans = listener(new AutoClip(50), Scale.MEAN).state(network());
        assertThat(ofMeans.keySet()).noneMatch(name -> name.startsWith("scale"));
        assertThatThrownBy(() -> again.restore(network, ofMeans))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The saved state must be of norms in the scale per-step, got one of mean");
    }
}
