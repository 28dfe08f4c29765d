#!/usr/bin/env bash
# INDArray.equals takes arrays for equal that differ by up to 1e-5, whatever their size.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: a gradient of 1e-6 equals its opposite, and that of a network which has vanished equals zero; in doubles
#            too. It is not transitive either, so equal arrays have different hash codes. A test by assertEquals proves
#            nothing about small numbers.
# Expected:  equality of elements, as the contract of Object.equals has it; a tolerance only in equalsWithEps.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
1e-6 equals -1e-6: true
1e-12 equals 9e-6: true
0 equals 8e-6, 8e-6 equals 16e-6, 0 equals 16e-6: true, true, false
1 equals 1.000009: true, equal hash codes: false
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    System.out.println("1e-6 equals -1e-6: " + array(1e-6).equals(array(-1e-6)));
    System.out.println("1e-12 equals 9e-6: " + array(1e-12).equals(array(9e-6)));
    System.out.printf("0 equals 8e-6, 8e-6 equals 16e-6, 0 equals 16e-6: %s, %s, %s%n", array(0).equals(array(8e-6)),
        array(8e-6).equals(array(16e-6)), array(0).equals(array(16e-6)));
    System.out.printf("1 equals 1.000009: %s, equal hash codes: %s%n", array(1).equals(array(1.000009)),
        array(1).hashCode() == array(1.000009).hashCode());
  }

  static INDArray array(double value) {
    return Nd4j.createFromArray(value);
  }
}
JAVA
