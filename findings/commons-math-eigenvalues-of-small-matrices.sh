#!/usr/bin/env bash
# Commons Math's EigenDecomposition takes small matrices for zero.
#
# Version:   commons-math3 3.6.1, the last of its line; 3.5, which nd4j-api brings, does the same.
# Behaviour: eigenvalues are compared with an absolute 1e-12, whatever the size of the matrix. The rotation by a right
#            angle has the eigenvalues i and -i; scaled by 1e-12 they are given as 0, and scaled by 1e-13 the
#            decomposition throws "zero norm". The product of the Jacobians of a vanishing network is of that size after
#            a few dozen time steps.
# Expected:  eigenvalues that scale with the matrix, as LAPACK's do.
source "$(dirname "$0")/lib.sh"
maven org.apache.commons:commons-math3:3.6.1
seen <<'TEXT'
rotation times 1e+00: 1e+00i, -1e+00i
rotation times 1e-09: 1e-09i, -1e-09i
rotation times 1e-12: 0e+00i, 0e+00i
rotation times 1e-13: zero norm
TEXT
run_java <<'JAVA'
import org.apache.commons.math3.exception.MathArithmeticException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

public class Finding {
  public static void main(String[] args) {
    for (double scale : new double[] {1, 1e-9, 1e-12, 1e-13}) {
      System.out.printf("rotation times %.0e: ", scale);
      try {
        double[] imaginary = new EigenDecomposition(new Array2DRowRealMatrix(new double[][] {{0, scale}, {-scale, 0}}))
            .getImagEigenvalues();
        System.out.printf("%.0ei, %.0ei%n", imaginary[0], imaginary[1]);
      } catch (MathArithmeticException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
JAVA
