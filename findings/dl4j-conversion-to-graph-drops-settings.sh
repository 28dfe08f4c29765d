#!/usr/bin/env bash
# MultiLayerNetwork.toComputationGraph() returns a graph that trains in another way.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: layers and parameters are taken over, what is set for the whole network is not: a network that sums
#            gradients over the minibatch (miniBatch(false)) becomes a graph that takes their mean, truncated BPTT
#            becomes BPTT through the whole sequence, conjugate gradients become plain descent.
# Expected:  the same network as a graph, or an error that names what it cannot take over.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
four examples with a gradient of -2 each, rate 0.1
  mean: update 0.2, of the graph 0.2
  sum: update 0.8, of the graph 0.2
truncated BPTT by 5 steps: of the graph Standard
CONJUGATE_GRADIENT: of the graph STOCHASTIC_GRADIENT_DESCENT
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    DataSet data = new DataSet(Nd4j.ones(DataType.DOUBLE, 4, 1), Nd4j.ones(DataType.DOUBLE, 4, 1));
    System.out.println("four examples with a gradient of -2 each, rate 0.1");
    for (boolean mean : new boolean[] {true, false}) {
      MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().miniBatch(mean)
          .dataType(DataType.DOUBLE).updater(new Sgd(0.1)).list()
          .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY).build())
          .build());
      network.init();
      network.params().assign(0);
      ComputationGraph graph = network.toComputationGraph();
      network.fit(data);
      graph.fit(data);
      System.out.printf("  %s: update %.1f, of the graph %.1f%n", mean ? "mean" : "sum",
          network.params().getDouble(0), graph.params().getDouble(0));
    }
    MultiLayerNetwork recurrent = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
        .optimizationAlgo(OptimizationAlgorithm.CONJUGATE_GRADIENT).list()
        .layer(new LSTM.Builder().nIn(2).nOut(2).build())
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(2).nOut(1).activation(Activation.IDENTITY).build())
        .backpropType(BackpropType.TruncatedBPTT).tBPTTLength(5).build());
    recurrent.init();
    ComputationGraph graph = recurrent.toComputationGraph();
    System.out.println("truncated BPTT by 5 steps: of the graph " + graph.getConfiguration().getBackpropType());
    System.out.println(OptimizationAlgorithm.CONJUGATE_GRADIENT + ": of the graph "
        + graph.getConfiguration().getDefaultConfiguration().getOptimizationAlgo());
  }
}
JAVA
