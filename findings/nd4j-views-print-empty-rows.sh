#!/usr/bin/env bash
# A view prints its last rows as empty, though they are there.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: toString stops once it is as many elements into the buffer as the view has, and a view begins further on:
#            rows 2 to 6 of seven numbers print as [[3], [4], [5], [], []]. The numbers are there; a copy by dup()
#            prints them. The last time steps of a minibatch look as if its last example had lost them.
# Expected:  what dup() prints.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
rows 2 to 6: [[3], [4], [5], [], []] sum 25, copied [[3], [4], [5], [6], [7]] sum 25
last two columns: [[2, 3], [5, 6], []] sum 33, copied [[2, 3], [5, 6], [8, 9]] sum 33
last two time steps: [[[2, 3]], [[5, 6]], []] sum 33, copied [[[2, 3]], [[5, 6]], [[8, 9]]] sum 33
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

public class Finding {
  public static void main(String[] args) {
    INDArray column = Nd4j.arange(1, 8).castTo(DataType.INT).reshape(7, 1);
    INDArray table = Nd4j.arange(1, 10).castTo(DataType.INT).reshape(3, 3);
    INDArray batch = Nd4j.arange(1, 10).castTo(DataType.INT).reshape(3, 1, 3);
    print("rows 2 to 6", column.get(NDArrayIndex.interval(2, 7), NDArrayIndex.all()));
    print("last two columns", table.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3)));
    print("last two time steps",
        batch.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(1, 3)));
  }

  static void print(String name, INDArray view) {
    System.out.println(name + ": " + text(view) + ", copied " + text(view.dup()));
  }

  static String text(INDArray array) {
    return array.toString().replaceAll("\\s", "").replace(",", ", ") + " sum " + array.sumNumber().intValue();
  }
}
JAVA
