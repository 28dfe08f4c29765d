#!/usr/bin/env bash
# LastTimeStep over a bidirectional LSTM has a wrong gradient as soon as a sequence is padded.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: the usual sequence classifier, on two sequences of which one is two steps shorter and padded at its end.
#            Against central differences of the score the biases of the backward direction are off by more than a tenth
#            of their size; the forward direction is right. Without the mask both are.
# Expected:  a relative error below 1e-6 everywhere.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
equal lengths: forward bias right, backward bias right
one shorter: forward bias right, backward bias wrong
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    print("equal lengths", Nd4j.ones(2, 4));
    print("one shorter", Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}}));
  }

  static void print(String what, INDArray mask) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).dataType(DataType.DOUBLE).list()
        .layer(new LastTimeStep(new Bidirectional(new LSTM.Builder().nOut(2).activation(Activation.TANH).build())))
        .layer(new OutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY).build())
        .setInputType(InputType.recurrent(1)).build());
    model.init();
    DataSet data = new DataSet(Nd4j.linspace(DataType.DOUBLE, -1, 0.3, 8).reshape(2, 1, 4),
        Nd4j.createFromArray(new double[][] {{1}, {-1}}), mask, null);
    model.setInput(data.getFeatures());
    model.setLabels(data.getLabels());
    model.setLayerMaskArrays(mask, null);
    model.computeGradientAndScore();
    model.clearLayerMaskArrays();
    System.out.printf("%s: forward bias %s, backward bias %s%n", what, verdict(model, "0_fb", data),
        verdict(model, "0_bb", data));
  }

  static String verdict(MultiLayerNetwork model, String name, DataSet data) {
    INDArray analytic = model.gradient().getGradientFor(name).div(data.numExamples());
    INDArray bias = model.getParam(name);
    INDArray numeric = analytic.like();
    double step = 1e-4;
    for (int i = 0; i < bias.length(); i++) {
      double before = bias.getDouble(i);
      bias.putScalar(i, before + step);
      double above = model.score(data, true);
      bias.putScalar(i, before - step);
      numeric.putScalar(i, (above - model.score(data, true)) / (2 * step));
      bias.putScalar(i, before);
    }
    double error = analytic.sub(numeric).norm2Number().doubleValue() / numeric.norm2Number().doubleValue();
    return error < 1e-6 ? "right" : error > 0.1 ? "wrong" : "near: " + error;
  }
}
JAVA
