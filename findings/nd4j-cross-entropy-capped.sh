#!/usr/bin/env bash
# ND4J's cross-entropies stop growing where a network is sure and wrong, and the binary one's gradient vanishes there.
#
# Version:   nd4j-native 1.0.0-M2.1, double precision.
# Behaviour: LossMCXENT takes no probability for less than 1e-10, so its score stops at 23.03 while its gradient stays
#            1: finite differences do not confirm it, and the loss of a network that diverges looks bounded.
#            LossBinaryXENT takes none for less than 1e-5; its score stops at 11.51 and its gradient goes to 0, so that
#            the worst mistakes are not unlearnt.
# Expected:  a loss of 30 and 15 for these logits, as log-softmax and log-sigmoid give it, and gradients of 1.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
MCXENT, logit 20: score 20.00, finite difference 1.00, gradient 1.00
MCXENT, logit 30: score 23.03, finite difference 0.00, gradient 1.00
XENT, logit 10: score 10.00, finite difference 1.00, gradient 1.00
XENT, logit 15: score 11.51, finite difference 0.00, gradient 0.03
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

public class Finding {
  static final double STEP = 1e-3;

  public static void main(String[] args) {
    print("MCXENT", 20, new LossMCXENT(), new ActivationSoftmax(), array(0, 1), array(20, 0));
    print("MCXENT", 30, new LossMCXENT(), new ActivationSoftmax(), array(0, 1), array(30, 0));
    print("XENT", 10, new LossBinaryXENT(), new ActivationSigmoid(), array(0), array(10));
    print("XENT", 15, new LossBinaryXENT(), new ActivationSigmoid(), array(0), array(15));
  }

  static void print(String name, int logit, ILossFunction loss, IActivation activation, INDArray labels,
      INDArray logits) {
    INDArray above = logits.dup().putScalar(0, logit + STEP);
    INDArray below = logits.dup().putScalar(0, logit - STEP);
    double difference = (loss.computeScore(labels, above, activation, null, false)
        - loss.computeScore(labels, below, activation, null, false)) / (2 * STEP);
    System.out.printf("%s, logit %d: score %.2f, finite difference %.2f, gradient %.2f%n", name, logit,
        loss.computeScore(labels, logits.dup(), activation, null, false), difference,
        loss.computeGradient(labels, logits.dup(), activation, null).getDouble(0));
  }

  static INDArray array(double... values) {
    return Nd4j.createFromArray(new double[][] {values});
  }
}
JAVA
