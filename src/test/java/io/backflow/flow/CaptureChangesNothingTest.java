// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.jacobian.JacobianOptions;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Capture with everything on, in every update: the training is the same to the last bit. */
class CaptureChangesNothingTest {

    private static final int STEPS = 8;

    /** All that there is in every update; the Jacobians of one example, which take most of the time. */
    private static final FlowConfig EVERYTHING = FlowListenerTest.EVERYTHING.with(
            new JacobianCapture(1, new JacobianOptions(1, List.of(2), 1, 1, 32, 512, 0.01, 20, false, false, 700)));

    static Stream<Arguments> networks() {
        return Stream.of("rnn", "lstm", "gru")
                .flatMap(cell -> Stream.of(false, true)
                        .flatMap(graph -> Stream.of(0, 4).map(segment -> Arguments.of(cell, graph, segment))));
    }

    /** What was drawn for dropout ends up in the parameters, and the generator stands where it would have stood. */
    @ParameterizedTest(name = "{0}, graph {1}, segments of {2}")
    @MethodSource("networks")
    void parametersAndRandomNumbersAreTheSameToTheLastBit(String cell, boolean graph, int segment) {
        DataSet data = masked(Plan.of(Plan.gru()).in(DataType.FLOAT).atEveryStep());
        Model watched = network(cell, graph, segment);
        List<FlowRecord> records = new ArrayList<>();
        FlowListener listener = watched instanceof MultiLayerNetwork network
                ? FlowListener.attach(network, EVERYTHING, records::add)
                : FlowListener.attach((ComputationGraph) watched, EVERYTHING, records::add);
        INDArray drawnAfter;
        try {
            drawnAfter = train(watched, data, segment);
        } finally {
            listener.close();
        }
        Model alone = network(cell, graph, segment);
        INDArray expected = train(alone, data, segment);
        assertThat(watched.params().toFloatVector()).isEqualTo(alone.params().toFloatVector());
        assertThat(watched.score()).isEqualTo(alone.score());
        assertThat(drawnAfter).isEqualTo(expected);
        Nd4j.getRandom().setSeed(11);
        assertThat(drawnAfter).as("there is dropout").isNotEqualTo(Nd4j.rand(DataType.DOUBLE, 4));
        assertThat(records)
                .hasSize(50)
                .allSatisfy(record -> assertThat(record.layers()).hasSize(2).allSatisfy(layer -> {
                    assertThat(layer.jacobians()).isPresent();
                    assertThat(layer.contributions()).isPresent();
                    assertThat(layer.saturatedStates()).isPresent();
                }));
        assertThat(records.get(0).layers().get(0).stepLoss()).isPresent();
    }

    /** Examples of different lengths. */
    private static DataSet masked(Plan plan) {
        DataSet data = plan.data(STEPS);
        INDArray mask = Nd4j.ones(DataType.FLOAT, Plan.BATCH, STEPS);
        for (int t = 5; t < STEPS; t++) {
            mask.putScalar(1, t, 0);
        }
        data.setFeaturesMaskArray(mask);
        data.setLabelsMaskArray(mask.dup());
        return data;
    }

    /** Makes 50 updates; returns what the generator of the process, from which dropout draws, gives next. */
    private static INDArray train(Model model, DataSet data, int segment) {
        Nd4j.getRandom().setSeed(11);
        for (int i = 0; i < (segment == 0 ? 50 : 50 * segment / STEPS); i++) {
            if (model instanceof MultiLayerNetwork network) {
                network.fit(data);
            } else {
                ((ComputationGraph) model).fit(data);
            }
        }
        return Nd4j.rand(DataType.DOUBLE, 4);
    }

    private static Model network(String cell, boolean asGraph, int segment) {
        NeuralNetConfiguration.Builder base = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.FLOAT)
                .updater(new Adam(0.01));
        BaseRecurrentLayer below = Plan.cell(cell);
        BaseRecurrentLayer above = Plan.cell(cell);
        above.setIDropout(new Dropout(0.7));
        RnnOutputLayer output = new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(Plan.OUTPUTS)
                .activation(Activation.IDENTITY)
                .dataFormat(RNNFormat.NCW)
                .build();
        BackpropType backprop = segment > 0 ? BackpropType.TruncatedBPTT : BackpropType.Standard;
        InputType input = InputType.recurrent(Plan.INPUTS, RNNFormat.NCW);
        if (asGraph) {
            ComputationGraphConfiguration.GraphBuilder builder = base.graphBuilder()
                    .addInputs("in")
                    .addLayer("below", below, "in")
                    .addLayer("above", above, "below")
                    .addLayer("out", output, "above")
                    .setOutputs("out")
                    .backpropType(backprop);
            builder = segment > 0 ? builder.tBPTTForwardLength(segment).tBPTTBackwardLength(segment) : builder;
            ComputationGraph graph =
                    new ComputationGraph(builder.setInputTypes(input).build());
            graph.init();
            RecurrentLayers.install(graph);
            return graph;
        }
        NeuralNetConfiguration.ListBuilder builder =
                base.list().layer(below).layer(above).layer(output);
        builder.backpropType(backprop);
        builder = segment > 0 ? builder.tBPTTForwardLength(segment).tBPTTBackwardLength(segment) : builder;
        MultiLayerNetwork network =
                new MultiLayerNetwork(builder.setInputType(input).build());
        network.init();
        RecurrentLayers.install(network);
        return network;
    }
}
