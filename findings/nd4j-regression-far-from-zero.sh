#!/usr/bin/env bash
# ND4J's RegressionEvaluation gives an R2 above 1 and a correlation of NaN for values far from zero.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: variance and covariance are differences of large sums, in the type of the predictions. Around 10,000 with
#            deviation 1, which is what prices, pressures and time stamps look like, nothing of R2, correlation and
#            relative squared error is left in float, and nothing says so. The mean squared error stays right.
# Expected:  the same R2 (0.762) and correlation (0.900) wherever the values lie.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
around 0: R2 0.762, correlation 0.900, relative squared error 0.238, mean squared error 0.238
around 1000: R2 0.771, correlation 0.843, relative squared error 0.362, mean squared error 0.238
around 10000: R2 1.019, correlation NaN, relative squared error 1.798, mean squared error 0.238
TEXT
run_java <<'JAVA'
import java.util.Random;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    for (float centre : new float[] {0, 1_000, 10_000}) {
      RegressionEvaluation evaluation = new RegressionEvaluation(1);
      Random random = new Random(1);
      for (int batch = 0; batch < 20; batch++) {
        float[][] labels = new float[100][1];
        float[][] predictions = new float[100][1];
        for (int i = 0; i < 100; i++) {
          double label = centre + random.nextGaussian();
          labels[i][0] = (float) label;
          predictions[i][0] = (float) (label + 0.5 * random.nextGaussian());
        }
        evaluation.eval(Nd4j.createFromArray(labels), Nd4j.createFromArray(predictions));
      }
      System.out.printf("around %.0f: R2 %.3f, correlation %.3f, relative squared error %.3f, "
          + "mean squared error %.3f%n", centre,
          evaluation.rSquared(0), evaluation.pearsonCorrelation(0), evaluation.relativeSquaredError(0),
          evaluation.meanSquaredError(0));
    }
  }
}
JAVA
