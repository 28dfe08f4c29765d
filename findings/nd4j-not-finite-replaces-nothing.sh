#!/usr/bin/env bash
# Replacing what is not finite replaces nothing, and what is finite becomes -1.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: BooleanIndexing.replaceWhere(array, 0, Conditions.notFinite()) leaves NaN and infinities where they are; the
#            native library prints "Undefined boolean operation: [15]" for each element and goes on. The opposite
#            condition, isFinite(), makes -1 of every number, and of the NaN, where 0 was asked for. isNan() and
#            isInfinite() work, and counting by scan(Conditions.notFinite()) does.
# Expected:  [1, 0, 3, 0] and [0, NaN, 0, Infinity].
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
notFinite counts 2 of [1.0, NaN, 3.0, Infinity]
Undefined boolean operation: [15]
Undefined boolean operation: [15]
Undefined boolean operation: [15]
Undefined boolean operation: [15]
notFinite by 0: [1.0, NaN, 3.0, Infinity]
isFinite by 0: [-1.0, -1.0, -1.0, Infinity]
isNan by 0: [1.0, 0.0, 3.0, Infinity]
isInfinite by 0: [1.0, NaN, 3.0, 0.0]
TEXT
run_java <<'JAVA'
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Condition;
import org.nd4j.linalg.indexing.conditions.Conditions;

public class Finding {
  static final double[] VALUES = {1, Double.NaN, 3, Double.POSITIVE_INFINITY};

  public static void main(String[] args) {
    System.out.printf("notFinite counts %d of %s%n",
        Nd4j.createFromArray(VALUES).scan(Conditions.notFinite()).intValue(), Arrays.toString(VALUES));
    print("notFinite", Conditions.notFinite());
    print("isFinite", Conditions.isFinite());
    print("isNan", Conditions.isNan());
    print("isInfinite", Conditions.isInfinite());
  }

  static void print(String name, Condition condition) {
    INDArray array = Nd4j.createFromArray(VALUES.clone());
    BooleanIndexing.replaceWhere(array, 0, condition);
    System.out.println(name + " by 0: " + Arrays.toString(array.toDoubleVector()));
  }
}
JAVA
