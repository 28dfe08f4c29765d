#!/usr/bin/env bash
# A NumPy file of a transposed or cut array has other numbers than the array.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: writeAsNumpy writes the first numbers of the buffer behind the array, and says that they are in C order.
#            Numbers of a transposed array, of a copy in Fortran order and of a view are in other places, or others
#            altogether: the last column of 1..6 comes out as 1 and 2. NumPy reads the former two as ND4J does.
#            Nothing is said. A copy by dup('c') is right.
# Expected:  the numbers of the array, as numpy.save has them whatever the order.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
as it is: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] read back as [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
dup('f'): [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] read back as [[1.0, 4.0, 2.0], [5.0, 3.0, 6.0]]
transposed: [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]] read back as [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
its last column: [[3.0], [6.0]] read back as [[1.0], [2.0]]
that, dup('c'): [[3.0], [6.0]] read back as [[3.0], [6.0]]
TEXT
run_java <<'JAVA'
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

public class Finding {
  public static void main(String[] args) throws IOException {
    INDArray array = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}});
    INDArray column = array.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 3));
    print("as it is", array);
    print("dup('f')", array.dup('f'));
    print("transposed", array.transpose());
    print("its last column", column);
    print("that, dup('c')", column.dup('c'));
  }

  static void print(String name, INDArray array) throws IOException {
    System.out.println(name + ": " + text(array) + " read back as " + text(Nd4j.createFromNpyFile(write(array))));
  }

  static File write(INDArray array) throws IOException {
    File file = File.createTempFile("array", ".npy");
    Nd4j.writeAsNumpy(array, file);
    return file;
  }

  static String text(INDArray array) {
    return Arrays.deepToString(array.toDoubleMatrix());
  }
}
JAVA
