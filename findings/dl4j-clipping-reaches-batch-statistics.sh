#!/usr/bin/env bash
# Clipping gradients by value also clips the running mean of batch normalisation, so that a network that is tested
# answers by statistics that no data has.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: BatchNormalization hands its running mean and variance on as if the step towards them were a gradient.
#            GradientNormalization shortens that step as it does gradients: by ClipElementWiseAbsoluteValue the mean
#            moves by the threshold in an update at most, however far off it is.
# Expected:  After 200 updates of data with mean 50, as without clipping.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
None: running mean 50.0
ClipElementWiseAbsoluteValue: running mean 2.0
TEXT
run_java <<'JAVA'
import java.util.Locale;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    print(GradientNormalization.None);
    print(GradientNormalization.ClipElementWiseAbsoluteValue);
  }

  static void print(GradientNormalization mode) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE)
        .seed(1).updater(new Sgd(0.001)).gradientNormalization(mode).gradientNormalizationThreshold(0.01).list()
        .layer(new BatchNormalization.Builder().useLogStd(false).build())
        .layer(new OutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY).build())
        .setInputType(InputType.feedForward(1)).build());
    model.init();
    INDArray x = Nd4j.createFromArray(new double[][] {{49}, {50}, {51}});
    INDArray y = Nd4j.createFromArray(new double[][] {{-1}, {0}, {1}});
    for (int i = 0; i < 200; i++) {
      model.fit(x, y);
    }
    System.out.printf(Locale.ROOT, "%s: running mean %.1f%n", mode, model.getParam("0_mean").getDouble(0));
  }
}
JAVA
