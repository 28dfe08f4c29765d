// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.Poison;
import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.AdaptiveThresholdAlgorithm;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;

/** Updates that are not made, in the less usual ways to train. */
class SkippedUpdatesTest {

    private final List<ClippingRecord> clips = Collections.synchronizedList(new ArrayList<>());
    private final List<double[]> parameters = new ArrayList<>();

    private ClippingListener skipping() {
        return ClippingListener.builder(new GlobalNormClipping(0.02))
                .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 3))
                .clips(clips::add)
                .build();
    }

    /** Sees the parameters after each update, as any listener that stands behind the clipper. */
    private BaseTrainingListener watching() {
        return new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                parameters.add(Bits.of(model.params()));
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"false, layer0/RW", "true, lstm/RW"})
    void aSegmentOfTruncatedBptt(boolean asGraph, String path) {
        Model model = asGraph
                ? TestNetworks.truncatedGraph(4)
                : TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        model.setListeners(new Poison(path, Map.of(1, Double.NaN)), skipping(), watching());
        TestNetwork.fit(model, TestData.sequences(DataType.DOUBLE, 3, 10, 1).toMultiDataSet());
        assertThat(clips)
                .extracting(ClippingRecord::action)
                .containsExactly(Action.CLIPPED, Action.SKIPPED, Action.CLIPPED);
        assertThat(clips.get(1).index().segment()).isEqualTo(1);
        assertThat(parameters.get(1)).isEqualTo(parameters.get(0));
        assertThat(parameters.get(2)).isNotEqualTo(parameters.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer0/RW", "layer1/b", "layer2/W"})
    void layersWithUpdatersOfTheirOwnOrNone(String path) {
        MultiLayerNetwork network = TestNetworks.sequential(
                TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)).miniBatch(false),
                new LSTM.Builder().nOut(3).updater(new NoOp()).build(),
                new LSTM.Builder()
                        .nOut(3)
                        .updater(new AdaDelta())
                        .biasUpdater(new Nesterovs(0.1, 0.9))
                        .build(),
                TestNetworks.eachStep());
        network.setListeners(new Poison(path, Map.of(2, Double.NEGATIVE_INFINITY)), skipping());
        for (int i = 0; i < 2; i++) {
            network.fit(TestData.sequences(DataType.FLOAT, 3, 6, i));
        }
        double[] before = Bits.of(network.params());
        double[] state = Bits.of(network.getUpdater().getStateViewArray());
        network.fit(TestData.sequences(DataType.FLOAT, 3, 6, 2));
        assertThat(Bits.of(network.params())).isEqualTo(before);
        assertThat(Bits.of(network.getUpdater().getStateViewArray())).isEqualTo(state);
        network.fit(TestData.sequences(DataType.FLOAT, 3, 6, 3));
        assertThat(Bits.of(network.params())).isNotEqualTo(before);
        assertThat(clips)
                .extracting(ClippingRecord::action)
                .containsExactly(Action.CLIPPED, Action.CLIPPED, Action.SKIPPED, Action.CLIPPED);
    }

    private static ListDataSetIterator<DataSet> batches(int count) {
        List<DataSet> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.addAll(TestData.sequences(DataType.DOUBLE, 3, 6, i).asList());
        }
        return new ListDataSetIterator<>(all, 3);
    }

    /** Each worker clips its own gradients, whichever way they are brought together. */
    @ParameterizedTest
    @EnumSource(
            value = ParallelWrapper.TrainingMode.class,
            names = {"AVERAGING", "SHARED_GRADIENTS"})
    void theWorkersOfAParallelWrapper(ParallelWrapper.TrainingMode mode) {
        MultiLayerNetwork network =
                TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE).updater(new Adam(0.01)));
        ParallelWrapper.Builder<?> builder = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .reportScoreAfterAveraging(false)
                .trainingMode(mode);
        if (mode == ParallelWrapper.TrainingMode.SHARED_GRADIENTS) {
            builder.thresholdAlgorithm(new AdaptiveThresholdAlgorithm(1e-3));
        }
        ParallelWrapper wrapper = builder.build();
        wrapper.setListeners(new Poison("layer0/RW", Map.of(3, Double.NaN)), skipping());
        double[] before = Bits.of(network.params());
        wrapper.fit(batches(8));
        wrapper.shutdown();
        assertThat(clips)
                .hasSize(8)
                .allSatisfy(clip -> assertThat(clip.globalAfter()).isLessThanOrEqualTo(0.02));
        assertThat(clips.stream().filter(clip -> clip.action() == Action.SKIPPED))
                .hasSize(1);
        assertThat(Bits.of(network.params())).isNotEqualTo(before).satisfies(after -> {
            for (double value : after) {
                assertThat(value).isFinite();
            }
        });
    }
}
