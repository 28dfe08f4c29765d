// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's unsupervised pretraining hands single layers to the network's listeners. */
class PretrainingTest {

    private static final int UNITS = 4;

    private final List<ClippingRecord> clips = new ArrayList<>();
    private final List<GradientRecord> gradients = new ArrayList<>();

    static Stream<Arguments> networks() {
        Layer autoEncoder =
                new AutoEncoder.Builder().nIn(6).nOut(UNITS).corruptionLevel(0).build();
        Layer variational = new VariationalAutoencoder.Builder()
                .nIn(6)
                .nOut(UNITS)
                .encoderLayerSizes(5)
                .decoderLayerSizes(5)
                .build();
        return Stream.of(autoEncoder, variational)
                .flatMap(layer -> Stream.of(Arguments.of(layer, false), Arguments.of(layer, true)));
    }

    private static Model network(Layer layer, boolean graph) {
        OutputLayer output = new OutputLayer.Builder().nIn(UNITS).nOut(2).build();
        Model model = graph
                ? new ComputationGraph(TestNetworks.base(DataType.DOUBLE)
                        .graphBuilder()
                        .addInputs("x")
                        .addLayer("lower", layer, "x")
                        .addLayer("out", output, "lower")
                        .setOutputs("out")
                        .build())
                : new MultiLayerNetwork(
                        TestNetworks.base(DataType.DOUBLE).list(layer, output).build());
        model.init();
        return model;
    }

    private static void pretrainAndTrain(Model model) {
        INDArray features = Nd4j.linspace(-1, 1, 12 * 6, DataType.DOUBLE).reshape(12, 6);
        DataSet data = new DataSet(features, features.getColumns(0, 1));
        ListDataSetIterator<DataSet> batches = new ListDataSetIterator<>(data.asList(), 4);
        Nd4j.getRandom().setSeed(5); // the variational one samples
        if (model instanceof MultiLayerNetwork network) {
            network.pretrainLayer(0, batches);
            network.fit(data);
        } else {
            ((ComputationGraph) model).pretrainLayer("lower", batches);
            ((ComputationGraph) model).fit(data);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void goesAsWithoutAListenerAndWhatFollowsIsSeen(Layer layer, boolean graph) {
        Model without = network(layer, graph);
        pretrainAndTrain(without);
        Model with = network(layer, graph);
        List<TrainingListener> listeners = List.of(
                ClippingListener.builder(new GlobalNormClipping(Double.MAX_VALUE))
                        .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 1))
                        .clips(clips::add)
                        .build(),
                new GradientListener(gradients::add));
        with.setListeners(listeners.toArray(new TrainingListener[0]));
        pretrainAndTrain(with);
        assertThat(Bits.of(with.params())).isEqualTo(Bits.of(without.params()));
        assertThat(clips).hasSize(1);
        assertThat(gradients).hasSize(1);
        assertThat(clips.get(0).globalBefore()).isPositive();
        assertThat(clips.get(0).before().layout().leaves())
                .as("without what only pretraining learns")
                .extracting(GradientBlock::name)
                .hasSizeGreaterThan(3)
                .isSubsetOf("W", "b", "e0W", "e0b", "pZXMeanW", "pZXMeanb");
    }
}
