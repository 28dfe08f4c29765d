#!/usr/bin/env bash
# SimpleRnn with layer normalisation builds and cannot be run.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: hasLayerNorm(true) is accepted, the network initialised, and the first forward pass throws: "Cannot get
#            interval index [...] on array with size(0)=1". SimpleRnn is the only recurrent layer with this setting.
# Expected:  a network that trains.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
without layer normalisation: trained
with layer normalisation: IllegalStateException
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    System.out.println("without layer normalisation: " + train(false));
    System.out.println("with layer normalisation: " + train(true));
  }

  static String train(boolean layerNorm) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().list()
        .layer(new SimpleRnn.Builder().nIn(2).nOut(3).hasLayerNorm(layerNorm).build())
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(3).nOut(1).activation(Activation.IDENTITY)
            .dataFormat(RNNFormat.NCW).build()).build());
    model.init();
    try {
      model.fit(Nd4j.ones(5, 2, 4), Nd4j.ones(5, 1, 4));
      return "trained";
    } catch (IllegalStateException e) {
      return e.getClass().getSimpleName();
    }
  }
}
JAVA
