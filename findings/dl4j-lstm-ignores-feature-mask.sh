#!/usr/bin/env bash
# LSTM reads the time steps that the feature mask excludes; SimpleRnn does not.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: with padding at the beginning, what stands in the padding changes the later outputs of an LSTM. The same
#            network with SimpleRnn leaves masked steps out, so that the two cells do not learn the same task from the
#            same data.
# Expected:  outputs that do not depend on masked input, for both.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
SimpleRnn: last output with padding 0 and 9: the same
LSTM: last output with padding 0 and 9: another
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    print("SimpleRnn", new SimpleRnn.Builder().nIn(1).nOut(3).activation(Activation.TANH).build());
    print("LSTM", new LSTM.Builder().nIn(1).nOut(3).activation(Activation.TANH).build());
  }

  static void print(String cell, Layer layer) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).list().layer(layer)
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(3).nOut(1).activation(Activation.IDENTITY)
            .dataFormat(RNNFormat.NCW).build()).build());
    model.init();
    double zeros = lastOutput(model, 0);
    double nines = lastOutput(model, 9);
    System.out.printf("%s: last output with padding 0 and 9: %s%n", cell, zeros == nines ? "the same" : "another");
  }

  static double lastOutput(MultiLayerNetwork model, float padding) {
    INDArray features = Nd4j.createFromArray(padding, padding, 0.5f, -0.5f).reshape(1, 1, 4);
    INDArray mask = Nd4j.createFromArray(0f, 0f, 1f, 1f).reshape(1, 4);
    return model.output(features, false, mask, null).getDouble(0, 0, 3);
  }
}
JAVA
