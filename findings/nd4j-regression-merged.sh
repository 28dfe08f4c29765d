#!/usr/bin/env bash
# The coefficient of determination of merged evaluations is none of the data.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: RegressionEvaluation.merge, by which Spark and threads bring their parts together, adds up errors rightly;
#            R2 comes out another than that of one evaluation of the same five answers, and depends on which of the two is
#            merged into the other.
# Expected:  R2 0.98823 = 1 - 3 / 254.8, as one evaluation has it, in one call or two.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
one evaluation, one call: mean squared error 0.60000, R2 0.98823
one evaluation, two calls: mean squared error 0.60000, R2 0.98823
two evaluations, merged: mean squared error 0.60000, R2 0.99563
the other way round: mean squared error 0.60000, R2 0.99121
TEXT
run_java <<'JAVA'
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    RegressionEvaluation oneCall = new RegressionEvaluation(1);
    oneCall.eval(column(1, 2, 3, 10, 20), column(1, 2, 4, 11, 19));
    print("one evaluation, one call", oneCall);
    RegressionEvaluation twoCalls = first();
    twoCalls.eval(column(10, 20), column(11, 19));
    print("one evaluation, two calls", twoCalls);
    RegressionEvaluation merged = first();
    merged.merge(second());
    print("two evaluations, merged", merged);
    RegressionEvaluation otherWay = second();
    otherWay.merge(first());
    print("the other way round", otherWay);
  }

  static RegressionEvaluation first() {
    RegressionEvaluation evaluation = new RegressionEvaluation(1);
    evaluation.eval(column(1, 2, 3), column(1, 2, 4));
    return evaluation;
  }

  static RegressionEvaluation second() {
    RegressionEvaluation evaluation = new RegressionEvaluation(1);
    evaluation.eval(column(10, 20), column(11, 19));
    return evaluation;
  }

  static INDArray column(double... values) {
    return Nd4j.createFromArray(values).reshape(values.length, 1);
  }

  static void print(String name, RegressionEvaluation evaluation) {
    System.out.printf("%s: mean squared error %.5f, R2 %.5f%n", name, evaluation.meanSquaredError(0),
        evaluation.rSquared(0));
  }
}
JAVA
