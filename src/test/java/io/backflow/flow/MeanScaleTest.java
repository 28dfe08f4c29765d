// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Scale;
import io.backflow.gradient.Stage;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.regularizer.Regularization;
import io.backflow.regularizer.VanishingGradientRegularizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is called a mean over the minibatch is one whatever {@code miniBatch} the network is configured with. */
class MeanScaleTest {

    private static final double RELATIVE = 1e-12;

    /** Everything that one update leaves in records. */
    private static final class Seen {
        private final List<FlowRecord> flows = new ArrayList<>();
        private final List<GradientRecord> gradients = new ArrayList<>();
        private final List<ClippingRecord> clips = new ArrayList<>();
        private Regularization.OmegaValue omega = new Regularization.OmegaValue(0, 0, 0, 0);
    }

    private static MultiLayerNetwork network(boolean miniBatch, boolean everyStep) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .miniBatch(miniBatch)
                .l2(0.1)
                .l1(0.05)
                .updater(new Sgd(0.1))
                .list();
        if (everyStep) {
            list.layer(Plan.rnn(Activation.TANH))
                    .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                            .nOut(Plan.OUTPUTS)
                            .activation(Activation.IDENTITY)
                            .dataFormat(RNNFormat.NCW)
                            .build());
        } else {
            list.layer(new LastTimeStep(Plan.rnn(Activation.TANH)))
                    .layer(new OutputLayer.Builder(LossFunction.MSE)
                            .nOut(Plan.OUTPUTS)
                            .activation(Activation.IDENTITY)
                            .build());
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(list.setInputType(InputType.recurrent(Plan.INPUTS, RNNFormat.NCW))
                        .build());
        network.init();
        return network;
    }

    static Stream<Arguments> shapes() {
        return Stream.of(true, false)
                .flatMap(everyStep -> Stream.of(true, false).map(graph -> Arguments.of(everyStep, graph)));
    }

    @ParameterizedTest(name = "a loss at every step: {0}, graph {1}")
    @MethodSource("shapes")
    void aMeanIsAMean(boolean everyStep, boolean graph) {
        Plan plan = everyStep ? Plan.of(Plan.gru()).atEveryStep() : Plan.of(Plan.gru());
        DataSet data = plan.data(6);
        Seen averaged = update(network(true, everyStep), graph, data);
        Seen summed = update(network(false, everyStep), graph, data);
        assertClose(summed.flows.get(0).loss(), averaged.flows.get(0).loss());
        double[] norms = summed.flows.get(0).layers().get(0).hidden().norms(Scale.MEAN);
        double[] expected = averaged.flows.get(0).layers().get(0).hidden().norms(Scale.MEAN);
        for (int t = 0; t < expected.length; t++) {
            assertClose(norms[t], expected[t]);
        }
        for (Stage stage : List.of(Stage.RAW, Stage.CLIPPED)) {
            List<Norms> sums = summed.gradients.get(0).at(stage).orElseThrow().all();
            List<Norms> means =
                    averaged.gradients.get(0).at(stage).orElseThrow().all();
            for (int i = 0; i < means.size(); i++) {
                assertClose(sums.get(i).l2(), means.get(i).l2());
                assertClose(sums.get(i).l1(), means.get(i).l1());
            }
        }
        assertClose(summed.clips.get(0).globalBefore(), averaged.clips.get(0).globalBefore());
        assertClose(summed.clips.get(0).globalAfter(), averaged.clips.get(0).globalAfter());
        assertClose(
                summed.clips.get(0).statistics().p50(),
                averaged.clips.get(0).statistics().p50());
        assertClose(summed.omega.omega(), averaged.omega.omega());
        assertThat(summed.omega.counted()).isEqualTo(averaged.omega.counted()).isPositive();
    }

    private static void assertClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(RELATIVE * expected)).isPositive();
    }

    private static Seen update(MultiLayerNetwork network, boolean asGraph, DataSet data) {
        Seen seen = new Seen();
        try (ClippingListener clipping = ClippingListener.builder(new GlobalNormClipping(0.05))
                        .clips(seen.clips::add)
                        .gradients(seen.gradients::add)
                        .build();
                FlowListener flow = new FlowListener(FlowConfig.DEFAULT, seen.flows::add)) {
            if (asGraph) {
                ComputationGraph graph = network.toComputationGraph();
                RecurrentLayers.install(graph);
                Regularization regularization = new VanishingGradientRegularizer(0).attach(graph);
                graph.setListeners(clipping, flow);
                graph.fit(data);
                seen.omega = regularization.last().values().iterator().next();
            } else {
                RecurrentLayers.install(network);
                Regularization regularization = new VanishingGradientRegularizer(0).attach(network);
                network.setListeners(clipping, flow);
                network.fit(data);
                seen.omega = regularization.last().values().iterator().next();
            }
        }
        return seen;
    }
}
