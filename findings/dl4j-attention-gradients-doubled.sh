#!/usr/bin/env bash
# A self-attention layer doubles its own gradients and those of every layer below it.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: against central differences of the score, the gradients of SelfAttentionLayer and of the LSTM below are
#            exactly 2.00 times the true ones; those of the output layer above are right. Clipping by a norm, and any
#            threshold for it, see the wrong proportion between layers.
# Expected:  1.00 for every layer.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
LSTM: gradient over finite differences 2.00
attention: gradient over finite differences 2.00
output: gradient over finite differences 1.00
TEXT
run_java <<'JAVA'
import java.io.PrintStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  static final PrintStream OUT = System.out;

  public static void main(String[] args) {
    System.setOut(System.err); // the layer prints what it defines
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    MultiLayerNetwork model =
        new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).dataType(DataType.DOUBLE).list()
        .layer(new LSTM.Builder().nOut(3).activation(Activation.TANH).build())
        .layer(new SelfAttentionLayer.Builder().nOut(3).nHeads(1).projectInput(true).build())
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY)
            .dataFormat(RNNFormat.NCW).build())
        .setInputType(InputType.recurrent(2)).build());
    model.init();
    DataSet data = new DataSet(Nd4j.linspace(DataType.DOUBLE, -1, 0.3, 8).reshape(1, 2, 4), Nd4j.ones(1, 1, 4));
    model.setInput(data.getFeatures());
    model.setLabels(data.getLabels());
    model.computeGradientAndScore();
    print("LSTM", model, "0_W", data);
    print("attention", model, "1_Wv", data);
    print("output", model, "2_W", data);
  }

  static void print(String layer, MultiLayerNetwork model, String parameter, DataSet data) {
    INDArray values = model.getParam(parameter);
    double before = values.getDouble(0);
    double analytic = model.gradient().getGradientFor(parameter).getDouble(0);
    double step = 1e-4;
    values.putScalar(0, before + step);
    double above = model.score(data, false);
    values.putScalar(0, before - step);
    double below = model.score(data, false);
    values.putScalar(0, before);
    OUT.printf("%s: gradient over finite differences %.2f%n", layer, analytic / ((above - below) / (2 * step)));
  }
}
JAVA
