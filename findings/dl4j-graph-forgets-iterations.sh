#!/usr/bin/env bash
# A network made a graph keeps Adam's moments and forgets how many updates they are of.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: MultiLayerNetwork.toComputationGraph() copies weights and the updater's state, and the counts of iterations
#            and epochs start at 0. Adam then takes full moments for those of a first update, and the next
#            step of the graph is twice that of the network.
# Expected:  the same count, and so the same step.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
updates counted: network 20, graph 0
Adam's moments are the same: true
step of the next update: network 0.0999, graph 0.1952
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE).updater(new Adam(0.1)).list()
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY).build())
        .build());
    model.init();
    model.getParam("0_W").assign(0);
    DataSet data = new DataSet(Nd4j.ones(1, 1), Nd4j.ones(1, 1).mul(1000));
    for (int i = 0; i < 20; i++) {
      model.fit(data);
    }
    ComputationGraph graph = model.toComputationGraph();
    double weight = model.params().getDouble(0);
    System.out.printf("updates counted: network %d, graph %d%n", model.getIterationCount(),
        graph.getConfiguration().getIterationCount());
    System.out.println("Adam's moments are the same: "
        + model.getUpdater().getStateViewArray().eq(graph.getUpdater().getStateViewArray()).all());
    model.fit(data);
    graph.fit(data);
    System.out.printf("step of the next update: network %.4f, graph %.4f%n", model.params().getDouble(0) - weight,
        graph.params().getDouble(0) - weight);
  }
}
JAVA
