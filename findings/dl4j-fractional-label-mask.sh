#!/usr/bin/env bash
# A label mask between 0 and 1 weighs the logits as well as the loss.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: RnnOutputLayer multiplies the input of its softmax by the mask before the loss is computed and multiplied
#            again, so a time step of weight 0.5 is scored at half the logits: here 0.66 instead of 1.06, and where the
#            network is right and sure, more than fifty times too high. Weights of 0 and 1 are right.
# Expected:  half of the loss.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
logits 2 and 0, second class: weight 1 2.1269, weight 0.5 0.6566, half the loss 1.0635
logits 8 and 0, first class: weight 1 0.0003, weight 0.5 0.0091, half the loss 0.0002
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    System.out.printf("logits 2 and 0, second class: weight 1 %.4f, weight 0.5 %.4f, half the loss %.4f%n",
        score(2, 1, 1), score(2, 1, 0.5), Math.log1p(Math.exp(2)) / 2);
    System.out.printf("logits 8 and 0, first class: weight 1 %.4f, weight 0.5 %.4f, half the loss %.4f%n",
        score(8, 0, 1), score(8, 0, 0.5), Math.log1p(Math.exp(-8)) / 2);
  }

  /** The score of one time step of weight {@code mask}. */
  static double score(double logit, int label, double mask) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).list()
        .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT).nIn(1).nOut(2).activation(Activation.SOFTMAX)
            .dataFormat(RNNFormat.NCW).build()).build());
    model.init();
    model.getParam("0_W").assign(Nd4j.createFromArray(new double[][] {{logit, 0}}));
    double[][][] labels = {{{1 - label}, {label}}};
    double[][] masks = {{mask}};
    return model.score(
        new DataSet(Nd4j.ones(1, 1, 1), Nd4j.createFromArray(labels), null, Nd4j.createFromArray(masks)), false);
  }
}
JAVA
