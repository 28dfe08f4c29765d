#!/usr/bin/env bash
# Building a network sets back the random generator of every other one.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: Builder.seed and init() seed ND4J's one global generator, from which dropout, weight noise and shuffles
#            draw. A network that is built while another trains (for an evaluation, another arm of a comparison) takes
#            the other's dropout back to the start: here both of its outputs drop the same units.
# Expected:  a generator for each network, or none touched.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
two passes of dropout: different units
with a network built before each: the same units
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    MultiLayerNetwork model = build(0.5);
    double first = pass(model);
    System.out.println("two passes of dropout: " + units(first, pass(model)));
    build(1);
    first = pass(model);
    build(1);
    System.out.println("with a network built before each: " + units(first, pass(model)));
  }

  static MultiLayerNetwork build(double keep) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).list()
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(500).nOut(1).activation(Activation.IDENTITY).dropOut(keep)
            .build())
        .build());
    model.init();
    return model;
  }

  static double pass(MultiLayerNetwork model) {
    return model.output(Nd4j.ones(1, 500), true).getDouble(0);
  }

  static String units(double first, double second) {
    return first == second ? "the same units" : "different units";
  }
}
JAVA
