// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.policy.GroupClipping.Group;
import io.backflow.gradient.Poison;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Nothing is clipped by a second moment that is of too few gradients, whenever it began. */
class SpamWarmUpTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;

    /** So small that every update is clipped as soon as any may be. */
    private static final double THETA = 1e-6;

    private final List<ClippingRecord> clips = Collections.synchronizedList(new ArrayList<>());

    private ClippingListener listener(ClippingConfig clipping) {
        return ClippingListener.builder(clipping)
                .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 10))
                .clips(clips::add)
                .build();
    }

    private static MultiLayerNetwork network() {
        return (MultiLayerNetwork) KIND.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
    }

    private static void fit(Model model, int updates) {
        for (int i = 0; i < updates; i++) {
            TestNetwork.fit(model, KIND.data(DataType.FLOAT, 4, i));
        }
    }

    /** Returns the places of the updates that were clipped among those of a list. */
    private static List<Integer> clipped(List<ClippingRecord> clips) {
        return IntStream.range(0, clips.size())
                .filter(i -> clips.get(i).result().clipped())
                .boxed()
                .toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "20, 20", "40, 30"})
    void theFirstUpdatesAreLeftAlone(int warmUp, int first) {
        Stream.of(TestNetwork.LSTM_LAYER, TestNetwork.GRAPH_OF_TWO_TASKS).forEach(kind -> {
            clips.clear();
            Model model = kind.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
            model.setListeners(listener(new Spam(THETA, warmUp)));
            for (int i = 0; i < 30; i++) {
                TestNetwork.fit(model, kind.data(DataType.FLOAT, 4, i));
            }
            assertThat(clipped(clips)).isEqualTo(range(first, 30));
        });
        assertThat(new Spam(THETA).warmUp()).isEqualTo(20);
    }

    /** After 20 gradients of one size, whose average has the bias 1 - beta2^20, and is not corrected. */
    @Test
    void theBoundIsThatOfAnAverageWithItsBias() {
        MultiLayerNetwork network = network();
        double v = 0;
        for (int i = 0; i < 20; i++) {
            v = 0.999 * v + 0.001 * 1e-3 * 1e-3;
        }
        network.getUpdater().getStateViewArray().assign(v);
        ClippingPolicy policy = new Spam(5000).newPolicy();
        policy.restore(SavedState.of(Map.of("squares", new double[] {20})));
        BareGradient gradient = BareGradient.of(network, DataType.DOUBLE, 1, i -> i % 2 == 0 ? -1.0 : 9e-3);
        gradient.clipBy(policy);
        double times = Math.sqrt(5000 * (1 - Math.pow(0.999, 20)));
        assertThat(times).isCloseTo(9.95, within(0.01));
        // v is stored as a float, which the root halves the error of.
        assertThat(gradient.elements()[0]).isCloseTo(-times * 1e-3, within(0x1p-24 * times * 1e-3));
        assertThat(gradient.elements()[1]).as("9 times the usual size").isEqualTo(9e-3);
    }

    @Test
    void anUpdateThatWasNotMadeIsNotCounted() {
        MultiLayerNetwork network = network();
        Map<Integer, Double> lost = Map.of(0, Double.NaN, 2, Double.NaN, 3, Double.NaN);
        network.setListeners(new Poison("layer0/W", lost), listener(new Spam(THETA, 3)));
        fit(network, 10);
        assertThat(clipped(clips))
                .as("v is of 3 gradients after updates 1, 4 and 5")
                .isEqualTo(range(6, 10));
    }

    @Test
    void aSecondMomentThatIsZeroedBeginsAnew() {
        MultiLayerNetwork network = network();
        network.setListeners(listener(new Spam(THETA, 3)));
        fit(network, 5);
        network.getUpdater().getStateViewArray().assign(0);
        fit(network, 5);
        assertThat(clipped(clips)).containsExactly(3, 4, 8, 9);
    }

    @Test
    void aNetworkThatWasSavedWithoutItsUpdaterBeginsAnew() throws IOException {
        MultiLayerNetwork network = network();
        ClippingListener listener = listener(new Spam(THETA, 3));
        network.setListeners(listener);
        fit(network, 5);
        MultiLayerNetwork loaded = savedAndLoaded(network, false);
        assertThat(loaded.getIterationCount()).isEqualTo(5);
        ClippingListener resumed = listener(new Spam(THETA, 3));
        resumed.restore(loaded, listener.state(network));
        loaded.setListeners(resumed);
        fit(loaded, 5);
        assertThat(clipped(clips)).containsExactly(3, 4, 8, 9);
    }

    /** As old as DL4J takes it for, when it corrects the bias. */
    @ParameterizedTest
    @CsvSource({"2, 3", "4, 1", "5, 0", "7, 0"})
    void aSecondMomentThatThePolicyDidNotSeeBeginIsAsOldAsTheNetwork(int before, int first) throws IOException {
        MultiLayerNetwork network = network();
        fit(network, before);
        MultiLayerNetwork loaded = savedAndLoaded(network, true);
        loaded.setListeners(listener(new Spam(THETA, 5)));
        fit(loaded, 6);
        assertThat(clipped(clips)).isEqualTo(range(first, 6));
    }

    private static MultiLayerNetwork savedAndLoaded(MultiLayerNetwork network, boolean updater) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network, file, updater);
        return ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(file.toByteArray()), true);
    }

    @Test
    void aTransferredNetworkBeginsAnew() {
        MultiLayerNetwork source = network();
        ClippingListener listener = listener(new Spam(THETA, 3));
        source.setListeners(listener);
        fit(source, 5);
        MultiLayerNetwork transferred =
                new TransferLearning.Builder(source).setFeatureExtractor(0).build();
        transferred.setListeners(listener);
        fit(transferred, 5);
        assertThat(clipped(clips)).containsExactly(3, 4, 8, 9);
    }

    @Test
    void eachGroupCountsByItself() {
        MultiLayerNetwork network = network();
        network.setListeners(listener(
                new GroupClipping(List.of(new Group("layer0", new Spam(THETA, 2))), new Spam(THETA, 4))));
        fit(network, 6);
        assertThat(clips.stream()
                        .map(clip -> clip.result().blocks().stream()
                                .map(ClipResult.BlockClip::path)
                                .toList()))
                .containsExactly(
                        List.of(),
                        List.of(),
                        List.of("layer0/W", "layer0/RW", "layer0/b"),
                        List.of("layer0/W", "layer0/RW", "layer0/b"),
                        List.of("layer0/W", "layer0/RW", "layer0/b", "layer1/W", "layer1/b"),
                        List.of("layer0/W", "layer0/RW", "layer0/b", "layer1/W", "layer1/b"));
    }

    /**
     * Four minibatches for each worker, the first without a gradient: DL4J's second worker copies the model when its
     * thread starts, which may be after the first worker, which trains the original, has made a step.
     */
    private static void fitInParallel(Model model, ClippingListener listener) {
        List<DataSet> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            DataSet batch = TestData.sequences(DataType.FLOAT, 3, TestNetworks.STEPS, i);
            if (i < 2) {
                batch.setLabelsMaskArray(Nd4j.zeros(DataType.FLOAT, 3, TestNetworks.STEPS));
            }
            all.addAll(batch.asList());
        }
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(model)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(2)
                .reportScoreAfterAveraging(false)
                .build();
        wrapper.setListeners(listener);
        try {
            wrapper.fit(new ListDataSetIterator<>(all, 3));
        } finally {
            wrapper.shutdown();
        }
    }

    /** In each {@code fit}, since DL4J's wrapper forgets the updater's state at the end of one. */
    @Test
    void everyWorkerOfAParallelWrapperWarmsUp() {
        MultiLayerNetwork network = network();
        ClippingListener listener = listener(new Spam(THETA, 2));
        for (int fit = 0; fit < 2; fit++) {
            clips.clear();
            fitInParallel(network, listener);
            assertThat(clips).hasSize(8);
            assertThat(clips.stream()
                            .collect(Collectors.groupingBy(clip -> clip.index().model())))
                    .hasSize(2)
                    .allSatisfy((worker, own) -> assertThat(clipped(own)).containsExactly(3));
            assertThat(network.getUpdater().getStateViewArray().amaxNumber().doubleValue())
                    .isZero();
        }
    }

    @Test
    void refusesAStateThatDoesNotFit() {
        ClippingPolicy policy = new Spam(5000).newPolicy();
        assertThat(policy.state().toMap()).containsOnlyKeys("squares");
        assertThat(policy.state().numbers("squares")).isEmpty();
        policy.restore(SavedState.of(Map.of("squares", new double[] {7})));
        assertThat(policy.state().numbers("squares")).containsExactly(7);
        policy.restore(SavedState.of(Map.of("squares", new double[0])));
        assertThat(policy.state().numbers("squares")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.of(Map.of())))
                .withMessage("The saved state's entry 'squares' must be there, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.of(Map.of("squares", new double[] {0.5}))))
                .withMessage("The saved state's entry 'squares' must have a whole number, got 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Spam(0, -1))
                .withMessage("theta must be a finite number > 0, got 0.0; warmUp must be at least 0, got -1");
    }
}
