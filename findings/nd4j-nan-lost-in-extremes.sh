#!/usr/bin/env bash
# ND4J's extremes pass over a NaN, or not, by where it stands.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: maxNumber and minNumber never show a NaN; amaxNumber shows it only if it comes first, normmaxNumber only if
#            it comes last. A check for divergence through any of them misses most of what it is for. norm1, norm2 and
#            the mean show it.
# Expected:  NaN in every place, as NumPy's max and PyTorch's max have it, or in none.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
[NaN, 1.0, 2.0]: max 2.0, min 1.0, amax NaN, normmax 2.0, norm2 NaN
[1.0, NaN, 2.0]: max 2.0, min 1.0, amax 2.0, normmax 2.0, norm2 NaN
[1.0, 2.0, NaN]: max 2.0, min 1.0, amax 2.0, normmax NaN, norm2 NaN
TEXT
run_java <<'JAVA'
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    print(Float.NaN, 1, 2);
    print(1, Float.NaN, 2);
    print(1, 2, Float.NaN);
  }

  static void print(float... values) {
    INDArray array = Nd4j.createFromArray(values);
    System.out.printf("%s: max %s, min %s, amax %s, normmax %s, norm2 %s%n", Arrays.toString(values), array.maxNumber(),
        array.minNumber(), array.amaxNumber(), array.normmaxNumber(), array.norm2Number());
  }
}
JAVA
