#!/usr/bin/env bash
# The exact area under the ROC curve of equal scores depends on the order of the examples.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: new ROC(0), the exact one, draws a step for every example and keeps examples of equal scores in the order in
#            which they came. A network that says 0.5 to all has an area of 0 where negatives came first, of 1 where
#            positives did, which makes it perfect; calculateAUCPR likewise. With steps, new ROC(10), it is 0.5.
# Expected:  0.5 in any order, as ties count half in the statistic of Mann and Whitney, and as scikit-learn has it.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
0.5 for all, labels [0.0, 0.0, 1.0, 1.0]: exact 0.00, by 10 thresholds 0.50
0.5 for all, labels [1.0, 1.0, 0.0, 0.0]: exact 1.00, by 10 thresholds 0.50
0.5 for all, labels [0.0, 1.0, 1.0, 0.0]: exact 0.50, by 10 thresholds 0.50
0.5 for all, labels [1.0, 0.0, 1.0, 0.0]: exact 0.75, by 10 thresholds 0.50
TEXT
run_java <<'JAVA'
import java.util.Arrays;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    print(0, 0, 1, 1);
    print(1, 1, 0, 0);
    print(0, 1, 1, 0);
    print(1, 0, 1, 0);
  }

  static void print(double... labels) {
    System.out.printf("0.5 for all, labels %s: exact %.2f, by 10 thresholds %.2f%n", Arrays.toString(labels),
        area(new ROC(0), labels), area(new ROC(10), labels));
  }

  static double area(ROC roc, double... labels) {
    INDArray column = Nd4j.createFromArray(labels).reshape(labels.length, 1);
    roc.eval(column, Nd4j.valueArrayOf(column.shape(), 0.5, DataType.DOUBLE));
    return roc.calculateAUC();
  }
}
JAVA
