#!/usr/bin/env bash
# Scores of single examples under LossMAE add up to the score times the number of outputs.
#
# Version:   nd4j-native 1.0.0-M2.1, double precision.
# Behaviour: computeScore takes the mean over outputs, computeScoreArray, the score of each example, their sum, as
#            LossL1 does. Where there are 4 outputs, each example seems four times as hard as the score says; the array
#            of LossMSE is that of its score.
# Expected:  the same scale.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
LossMAE(), two examples of four outputs that are 1 off: score 2.0, examples 8.0
LossL1(), two examples of four outputs that are 1 off: score 8.0, examples 8.0
LossMSE(), two examples of four outputs that are 1 off: score 2.0, examples 2.0
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

public class Finding {
  public static void main(String[] args) {
    IActivation identity = new ActivationIdentity();
    INDArray labels = Nd4j.zeros(2, 4).castTo(DataType.DOUBLE);
    for (ILossFunction loss : new ILossFunction[] {new LossMAE(), new LossL1(), new LossMSE()}) {
      double score = loss.computeScore(labels, labels.add(1), identity, null, false);
      double examples = loss.computeScoreArray(labels, labels.add(1), identity, null).sumNumber().doubleValue();
      System.out.printf("%s, two examples of four outputs that are 1 off: score %s, examples %s%n", loss.name(), score,
          examples);
    }
  }
}
JAVA
