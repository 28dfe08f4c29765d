#!/usr/bin/env bash
# The gradient of binary cross-entropy under softmax is not that of its score; nor are those of masked outputs.
#
# Version:   nd4j-native 1.0.0-M2.1, double precision, central differences.
# Behaviour: LossBinaryXENT's gradient is right under a sigmoid. A softmax is accepted, and the gradient is off by 0.30
#            where its largest element is 0.73. With a mask for each output MSE and L1 go wrong as well under a softmax,
#            though a masked output's logit still moves all others. Both are right without a mask, and under a sigmoid
#            with one. LossMCXENT refuses such a mask under a softmax.
# Expected:  deviations of rounding, or a refusal.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
LossBinaryXENT(), SIGMOID: right, outputs masked: right
LossBinaryXENT(), SOFTMAX: off by 0.30 of 0.73, outputs masked: off by 0.30 of 0.73
LossMSE(), SIGMOID: right, outputs masked: right
LossMSE(), SOFTMAX: right, outputs masked: off by 0.02 of 0.10
LossL1(), SIGMOID: right, outputs masked: right
LossL1(), SOFTMAX: right, outputs masked: off by 0.05 of 0.39
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

public class Finding {
  static final double[][] LOGITS = {{0.7, 0.1, 0.3, 0.2}, {0.4, 0.5, 0.6, 0.1}, {0.2, 0.3, 0.9, 0.8}};

  static final INDArray LABELS = Nd4j.createFromArray(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}});

  public static void main(String[] args) {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    INDArray mask = Nd4j.createFromArray(new double[][] {{1, 0, 1, 1}, {1, 1, 0, 1}, {0, 1, 1, 1}});
    for (ILossFunction loss : new ILossFunction[] {new LossBinaryXENT(), new LossMSE(), new LossL1()}) {
      for (Activation activation : new Activation[] {Activation.SIGMOID, Activation.SOFTMAX}) {
        System.out.printf("%s, %s: %s, outputs masked: %s%n", loss.name(), activation, off(loss, activation, null),
            off(loss, activation, mask));
      }
    }
  }

  /** The largest deviation of the gradient over the largest element of the differences. */
  static String off(ILossFunction loss, Activation activation, INDArray mask) {
    INDArray gradient = loss.computeGradient(LABELS, logits(), activation.getActivationFunction(), mask);
    double deviation = 0;
    double largest = 0;
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 4; column++) {
        double difference = (score(loss, activation, mask, row, column, 1e-6)
            - score(loss, activation, mask, row, column, -1e-6)) / 2e-6;
        deviation = Math.max(deviation, Math.abs(gradient.getDouble(row, column) - difference));
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    return deviation < 1e-6 ? "right" : String.format("off by %.2f of %.2f", deviation, largest);
  }

  static double score(ILossFunction loss, Activation activation, INDArray mask, int row, int column, double step) {
    INDArray moved = logits();
    moved.putScalar(row, column, LOGITS[row][column] + step);
    return loss.computeScore(LABELS, moved, activation.getActivationFunction(), mask, false);
  }

  static INDArray logits() {
    return Nd4j.createFromArray(LOGITS);
  }
}
JAVA
