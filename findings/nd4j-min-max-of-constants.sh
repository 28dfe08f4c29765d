#!/usr/bin/env bash
# NormalizerMinMaxScaler makes NaN of a constant column of 1000, and 0 of one of 100.
#
# Version:   nd4j-native 1.0.0-M2.1, in float.
# Behaviour: where the largest and the least value are equal, the scaler says that it rounds up the range to avoid NaN:
#            what it adds is lost in a float of 1000, and every row becomes NaN. NormalizerStandardize is right.
# Expected:  0, as for smaller constants.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
constant 0.0: scaled 0.0, standardised 0.0
constant 1.0: scaled 0.0, standardised 0.0
constant 100.0: scaled 0.0, standardised 0.0
constant 1000.0: scaled NaN, standardised 0.0
constant 1013.25: scaled NaN, standardised 0.0
constant -5000.0: scaled NaN, standardised 0.0
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    for (float constant : new float[] {0, 1, 100, 1000, 1013.25f, -5000}) {
      System.out.printf("constant %s: scaled %s, standardised %s%n", constant,
          normalised(new NormalizerMinMaxScaler(), constant), normalised(new NormalizerStandardize(), constant));
    }
  }

  /** What becomes of the constant in the first of three rows. */
  static float normalised(DataNormalization normaliser, float constant) {
    INDArray features = Nd4j.createFromArray(new float[][] {{constant, 1}, {constant, 2}, {constant, 3}});
    DataSet data = new DataSet(features, Nd4j.zeros(3, 1));
    normaliser.fit(data);
    normaliser.transform(data);
    return data.getFeatures().getFloat(0, 0);
  }
}
JAVA
