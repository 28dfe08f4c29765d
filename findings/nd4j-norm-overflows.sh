#!/usr/bin/env bash
# ND4J's norm2 squares without scaling, and the BLAS beside it does not.
#
# Version:   nd4j-native 1.0.0-M2.1 with OpenBLAS 0.3.19.
# Behaviour: the norm of floats above 1.8e19 is Infinity and that of floats below 1e-23 is 0, half the exponent range
#            early; unitVec of the long vector is therefore the zero vector. nrm2 of the same library's BLAS is right
#            for both.
# Expected:  5e19 and 5e-24; a unit vector of 0.6, 0.8.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
[3e19, 4e19]: norm2Number Infinity, BLAS nrm2 5.00e+19, unitVec 0.0 0.0
[3e-24, 4e-24]: norm2Number 0.0, BLAS nrm2 5.00e-24
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

public class Finding {
  public static void main(String[] args) {
    INDArray large = Nd4j.createFromArray(3e19f, 4e19f);
    INDArray small = Nd4j.createFromArray(3e-24f, 4e-24f);
    INDArray unit = Transforms.unitVec(large.dup());
    System.out.printf("[3e19, 4e19]: norm2Number %s, BLAS nrm2 %.2e, unitVec %s %s%n", large.norm2Number(),
        Nd4j.getBlasWrapper().nrm2(large), unit.getFloat(0), unit.getFloat(1));
    System.out.printf("[3e-24, 4e-24]: norm2Number %s, BLAS nrm2 %.2e%n", small.norm2Number(),
        Nd4j.getBlasWrapper().nrm2(small));
  }
}
JAVA
