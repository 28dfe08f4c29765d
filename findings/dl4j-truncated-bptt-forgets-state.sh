#!/usr/bin/env bash
# Truncated BPTT takes the gradient of a segment as if the sequence began there, and ignores the backward length.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: the forward pass carries the state over from segment to segment, and the backward pass runs the segment
#            again from a state of zeros, with the errors of the real one. Here the network is one tanh unit, and the
#            gradient of the second segment is compared with the chain rule written out. With a backward length of 2 or
#            5 the numbers are the same.
# Expected:  the chain rule's gradients, and other ones for another backward length.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
DL4J, backward length 5: dL/dW 3.3283, dL/dRW 0.4227
DL4J, backward length 2: dL/dW 3.3283, dL/dRW 0.4227
chain rule: dL/dW 3.7432, dL/dRW 0.0349
TEXT
run_java <<'JAVA'
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  static final double[] INPUT = {1, -0.5, 0.25, 0.75, -1, 0.5, 1, -0.25, -0.75, 0.5};
  static final double[] LABEL = {0, 1, 0, 1, 1, 0, -1, 0, 1, -1};
  static final int SEGMENT = 5;
  static final double W = 0.8;
  static final double RW = 0.9;

  public static void main(String[] args) {
    print("DL4J, backward length 5", second(SEGMENT));
    print("DL4J, backward length 2", second(2));
    print("chain rule", chainRule());
  }

  static void print(String what, double[] gradient) {
    System.out.printf("%s: dL/dW %.4f, dL/dRW %.4f%n", what, gradient[0], gradient[1]);
  }

  /** The gradient of the second segment at W and RW. */
  static double[] second(int backwardLength) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE)
        .updater(new Sgd(0)).list()
        .layer(new SimpleRnn.Builder().nIn(1).nOut(1).activation(Activation.TANH).build())
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY)
            .dataFormat(RNNFormat.NCW).build())
        .backpropType(BackpropType.TruncatedBPTT).tBPTTForwardLength(SEGMENT).tBPTTBackwardLength(backwardLength)
            .build());
    model.init();
    model.getParam("0_W").assign(W);
    model.getParam("0_RW").assign(RW);
    model.getParam("1_W").assign(1);
    List<double[]> gradients = new ArrayList<>();
    model.setListeners(new BaseTrainingListener() {
      @Override
      public void onGradientCalculation(Model trained) {
        gradients.add(new double[] {trained.gradient().getGradientFor("0_W").getDouble(0),
            trained.gradient().getGradientFor("0_RW").getDouble(0)});
      }
    });
    model.fit(sequence(INPUT), sequence(LABEL));
    return gradients.get(1);
  }

  static INDArray sequence(double[] values) {
    return Nd4j.createFromArray(values).reshape(1, 1, values.length);
  }

  /** The gradient of the second segment's squared errors, the state at its beginning taken as a constant. */
  static double[] chainRule() {
    double[] state = new double[INPUT.length + 1];
    for (int t = 0; t < INPUT.length; t++) {
      state[t + 1] = Math.tanh(W * INPUT[t] + RW * state[t]);
    }
    double[] gradient = new double[2];
    double fromLater = 0;
    for (int t = INPUT.length - 1; t >= SEGMENT; t--) {
      double h = state[t + 1];
      double error = (2 * (h - LABEL[t]) + fromLater) * (1 - h * h);
      gradient[0] += error * INPUT[t];
      gradient[1] += error * state[t];
      fromLater = RW * error;
    }
    return gradient;
  }
}
JAVA
