#!/usr/bin/env bash
# The same WeightInit gives LSTM and SimpleRnn input weights of different size.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: Xavier's variance is 2 / (fanIn + fanOut). SimpleRnn takes the true fans of each matrix. LSTM takes nOut
#            and nIn + nOut for both of its matrices, as if the input weights had 100 inputs where they have 1: a
#            comparison of the two cells with "the same initialisation" starts from other sizes.
# Expected:  0.14 for input weights of 1 and 100 units, 0.10 for recurrent ones, in both cells.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
SimpleRnn: standard deviation of input weights 0.14, of recurrent weights 0.10
LSTM: standard deviation of input weights 0.10, of recurrent weights 0.10
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  static final int UNITS = 100;

  public static void main(String[] args) {
    print("SimpleRnn", new SimpleRnn.Builder().nIn(1).nOut(UNITS).build());
    print("LSTM", new LSTM.Builder().nIn(1).nOut(UNITS).build());
  }

  static void print(String cell, Layer layer) {
    double input = 0;
    double recurrent = 0;
    int seeds = 20;
    for (int seed = 0; seed < seeds; seed++) {
      MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(seed)
          .weightInit(WeightInit.XAVIER).list().layer(layer.clone())
          .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(UNITS).nOut(1).activation(Activation.IDENTITY)
              .dataFormat(RNNFormat.NCW).build()).build());
      model.init();
      input += model.getParam("0_W").stdNumber().doubleValue() / seeds;
      recurrent += model.getParam("0_RW").stdNumber().doubleValue() / seeds;
    }
    System.out.printf("%s: standard deviation of input weights %.2f, of recurrent weights %.2f%n", cell, input,
        recurrent);
  }
}
JAVA
