#!/usr/bin/env bash
# ND4J adds up an array of floats one by one into a float.
#
# Version:   nd4j-native 1.0.0-M2.1, one thread (more threads shorten each run of additions, and change the result).
# Behaviour: a running sum of ones stops at 2^24, where 1 is half the distance to the next float; the mean of 2^25 ones
#            is 0.5. A million values of 0.1 are already 1 % off, in sum, mean, norm1 and norm2, and a sum along a
#            dimension is no better. NumPy 1.24 and PyTorch 1.13 give 1 and 0.10000 for the two means in float.
# Expected:  means of 1 and 0.1.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
2^25 ones: sum 16777216, mean 0.50
a million values of 0.1: mean 0.1010, norm2 99.32, sum along the row 100958
the same as doubles: mean 0.1000, norm2 100.00, sum along the row 100000
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    INDArray ones = Nd4j.ones(DataType.FLOAT, 1 << 25);
    System.out.printf("2^25 ones: sum %.0f, mean %.2f%n", ones.sumNumber().doubleValue(),
        ones.meanNumber().doubleValue());
    INDArray tenths = Nd4j.ones(DataType.FLOAT, 1, 1_000_000).muli(0.1);
    print("a million values of 0.1", tenths);
    print("the same as doubles", tenths.castTo(DataType.DOUBLE));
  }

  static void print(String what, INDArray row) {
    System.out.printf("%s: mean %.4f, norm2 %.2f, sum along the row %.0f%n", what,
        row.meanNumber().doubleValue(), row.norm2Number().doubleValue(), row.sum(1).getDouble(0));
  }
}
JAVA
