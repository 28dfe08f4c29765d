// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.gru.GRU;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.SingletonMultiDataSetIterator;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Which epoch, minibatch and segment an update belongs to, in every way to train. */
class UpdateIndexTest {

    private final List<UpdateIndex> seen = new ArrayList<>();
    private final GradientListener listener =
            new GradientListener(SamplingSchedule.every(1), Scale.MEAN, gradient -> seen.add(gradient.index()));

    private static List<DataSet> batches(int count, int steps) {
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(TestData.sequences(DataType.DOUBLE, 2, steps, i));
        }
        return batches;
    }

    private static UpdateIndex index(long update, int epoch, long batch, int segment) {
        return new UpdateIndex(update, epoch, batch, segment);
    }

    @Test
    void aListOfMinibatchesOverTwoEpochs() {
        MultiLayerNetwork network = TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE));
        network.setListeners(listener);
        network.fit(new ListDataSetIterator<>(batches(3, TestNetworks.STEPS), 1), 2);
        assertThat(seen)
                .containsExactly(
                        index(0, 0, 0, 0),
                        index(1, 0, 1, 0),
                        index(2, 0, 2, 0), //
                        index(3, 1, 0, 0),
                        index(4, 1, 1, 0),
                        index(5, 1, 2, 0));
    }

    @Test
    void oneDataSetAfterAnotherIsOneEpoch() {
        MultiLayerNetwork network = TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE));
        network.setListeners(listener);
        batches(3, TestNetworks.STEPS).forEach(network::fit);
        assertThat(seen).containsExactly(index(0, 0, 0, 0), index(1, 0, 1, 0), index(2, 0, 2, 0));
    }

    @Test
    void multiDataSetsOfAGraph() {
        TestNetwork kind = TestNetwork.GRAPH_OF_TWO_TASKS;
        ComputationGraph graph = (ComputationGraph) kind.build(DataType.DOUBLE);
        graph.setListeners(listener);
        MultiDataSet data = kind.data(DataType.DOUBLE, 2, 1);
        graph.fit(data);
        graph.fit(new SingletonMultiDataSetIterator(data), 2);
        assertThat(seen).containsExactly(index(0, 0, 0, 0), index(1, 0, 1, 0), index(2, 1, 0, 0));
    }

    @Test
    void segmentsOfTruncatedBpttInANetwork() {
        MultiLayerNetwork network = TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        network.setListeners(listener);
        network.fit(new ListDataSetIterator<>(batches(2, 10), 1), 2);
        assertThat(seen).isEqualTo(threeSegmentsTwoBatchesTwoEpochs());
    }

    static Stream<Layer> cells() {
        int units = TestNetworks.UNITS;
        return Stream.of(
                TestNetworks.lstm(),
                new SimpleRnn.Builder().nOut(units).build(),
                new GRU.Builder().nOut(units).build());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void segmentsOfTruncatedBpttInOurOwnLayers(Layer cell) {
        MultiLayerNetwork network = TestNetworks.truncated(4, cell, TestNetworks.eachStep());
        RecurrentLayers.install(network);
        network.setListeners(listener);
        network.fit(new ListDataSetIterator<>(batches(2, 10), 1), 2);
        assertThat(seen).isEqualTo(threeSegmentsTwoBatchesTwoEpochs());
    }

    @Test
    void segmentsOfTruncatedBpttInAGraph() {
        ComputationGraph graph = TestNetworks.truncatedGraph(4);
        graph.setListeners(listener);
        graph.fit(new ListDataSetIterator<>(batches(2, 10), 1), 2);
        assertThat(seen).isEqualTo(threeSegmentsTwoBatchesTwoEpochs());
    }

    private static List<UpdateIndex> threeSegmentsTwoBatchesTwoEpochs() {
        List<UpdateIndex> expected = new ArrayList<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int batch = 0; batch < 2; batch++) {
                for (int segment = 0; segment < 3; segment++) {
                    expected.add(index(expected.size(), epoch, batch, segment));
                }
            }
        }
        return expected;
    }

    @Test
    void aMinibatchOfOneSegment() {
        MultiLayerNetwork network = TestNetworks.truncated(10, TestNetworks.lstm(), TestNetworks.eachStep());
        network.setListeners(listener);
        batches(3, 10).forEach(network::fit);
        assertThat(seen).containsExactly(index(0, 0, 0, 0), index(1, 0, 1, 0), index(2, 0, 2, 0));
    }

    @Test
    void predictingStepByStepBetweenMinibatchesDoesNotCount() {
        MultiLayerNetwork network = TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        network.setListeners(listener);
        for (DataSet batch : batches(2, 8)) {
            network.fit(batch);
            network.rnnTimeStep(batch.getFeatures());
        }
        assertThat(seen).containsExactly(index(0, 0, 0, 0), index(1, 0, 0, 1), index(2, 0, 1, 0), index(3, 0, 1, 1));
    }

    @Test
    void segmentsWithoutACarriedStateCountAsMinibatches() {
        MultiLayerNetwork network =
                TestNetworks.truncated(4, new MaskZeroLayer(TestNetworks.lstm(), 0.0), TestNetworks.eachStep());
        network.setListeners(listener);
        network.fit(batches(1, 8).get(0));
        assertThat(seen).containsExactly(index(0, 0, 0, 0), index(1, 0, 1, 0));
    }

    @Test
    void aNetworkThatWasTrainedBefore() {
        MultiLayerNetwork network = TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE));
        network.fit(new ListDataSetIterator<>(batches(3, TestNetworks.STEPS), 1), 2);
        network.setListeners(listener);
        network.fit(new ListDataSetIterator<>(batches(2, TestNetworks.STEPS), 1), 1);
        assertThat(seen).containsExactly(index(6, 2, 0, 0), index(7, 2, 1, 0));
    }
}
