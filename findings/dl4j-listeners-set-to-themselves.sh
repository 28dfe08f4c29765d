#!/usr/bin/env bash
# net.setListeners(net.getListeners()) removes every listener.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, MultiLayerNetwork.
# Behaviour: getListeners hands out the network's own list, and setListeners empties that list before it adds what it
#            was given. Code that takes the listeners, adds one and sets them again therefore trains without any, and
#            nothing is said.
# Expected:  the listeners that were there.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
2 listeners, set again: 0
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().list()
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY).build())
            .build());
    model.init();
    model.setListeners(new ScoreIterationListener(10), new PerformanceListener(10));
    System.out.printf("%d listeners, ", model.getListeners().size());
    model.setListeners(model.getListeners());
    System.out.printf("set again: %d%n", model.getListeners().size());
  }
}
JAVA
