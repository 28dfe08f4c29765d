#!/usr/bin/env bash
# ND4J's Adam adds epsilon to another number than PyTorch's does, so that small gradients move up to 32 times less.
#
# Version:   nd4j-native 1.0.0-M2.1, double precision.
# Behaviour: the step is alpha_t m / (sqrt(v) + epsilon) with the bias corrections in alpha_t, the second form of the
#            paper, whose epsilon is not that of its Algorithm 1. With the same 1e-8 it weighs 1 / sqrt(1 - 0.999) = 32
#            times more at the first update. Gradients near 1e-8, such as vanish through time, hardly move; settings
#            taken from PyTorch or Keras differ.
# Expected:  from Algorithm 1 and the default epsilon of 1e-8, 0.5 of the learning rate for a gradient of 1e-8.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
gradient 1e-06: first step 0.7597 of the learning rate, Algorithm 1 0.9901
gradient 1e-08: first step 0.0307 of the learning rate, Algorithm 1 0.5000
gradient 1e-10: first step 0.0003 of the learning rate, Algorithm 1 0.0099
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

public class Finding {
  public static void main(String[] args) {
    for (double gradient : new double[] {1e-6, 1e-8, 1e-10}) {
      INDArray step = Nd4j.createFromArray(new double[][] {{gradient}});
      GradientUpdater<?> adam = new Adam(1.0).instantiate(Nd4j.zeros(DataType.DOUBLE, 1, 2), true);
      adam.applyUpdater(step, 0, 0);
      System.out.printf("gradient %.0e: first step %.4f of the learning rate, Algorithm 1 %.4f%n", gradient,
          step.getDouble(0), gradient / (gradient + 1e-8));
    }
  }
}
JAVA
