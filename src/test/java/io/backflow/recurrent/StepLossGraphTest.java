// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** One step's loss of a graph that branches, adds, merges and has two outputs. */
class StepLossGraphTest {

    private static final int BATCH = 3;
    private static final int STEPS = 5;

    private static ComputationGraph graph() {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .activation(Activation.TANH)
                .updater(new Sgd(0))
                .graphBuilder()
                .addInputs("in")
                .addLayer("below", new LSTM.Builder().nOut(4).build(), "in")
                .addLayer("left", new SimpleRnn.Builder().nOut(4).build(), "below")
                .addLayer("right", new LSTM.Builder().nOut(4).build(), "below")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right", "below")
                .addVertex("merged", new MergeVertex(), "sum", "left")
                .addLayer("first", output(), "merged")
                .addLayer("second", output(), "right")
                .setOutputs("first", "second")
                .setInputTypes(InputType.recurrent(2, RNNFormat.NCW))
                .build();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        RecurrentLayers.install(graph);
        return graph;
    }

    private static RnnOutputLayer output() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    @Test
    void isWhatLabelMasksThatKeepTheStepAloneGive() {
        int step = 2;
        INDArray features = Sequences.numbers(DataType.DOUBLE, 1, RNNFormat.NCW, BATCH, 2, STEPS);
        INDArray[] labels = {
            Sequences.numbers(DataType.DOUBLE, 2, RNNFormat.NCW, BATCH, 2, STEPS),
            Sequences.numbers(DataType.DOUBLE, 3, RNNFormat.NCW, BATCH, 2, STEPS)
        };
        ComputationGraph probed = graph();
        Prober prober = new Prober(step);
        probed.setListeners(prober);
        probed.fit(new MultiDataSet(new INDArray[] {features}, labels));

        ComputationGraph masked = graph();
        List<BackwardPass> expected = Prober.watch(Trainee.of(masked));
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, BATCH, STEPS);
        mask.getColumn(step).assign(1);
        masked.fit(new MultiDataSet(new INDArray[] {features}, labels, null, new INDArray[] {mask, mask}));

        List<BackwardPass> passes = prober.passes.get(0);
        assertThat(passes.stream().map(BackwardPass::layer)).containsExactlyInAnyOrder("below", "left", "right");
        for (BackwardPass pass : passes) {
            BackwardPass other = expected.stream()
                    .filter(p -> p.layer().equals(pass.layer()))
                    .findFirst()
                    .orElseThrow();
            Prober.assertSame(pass, other);
        }
    }
}
