#!/usr/bin/env bash
# Told to be exact, rank tests approximate where values are tied, and say less than the least p there is.
#
# Version:   commons-statistics-inference 1.2.
# Behaviour: with PValueMethod.EXACT, WilcoxonSignedRankTest and MannWhitneyUTest take the normal approximation as soon
#            as two ranks are equal; only hasTiedValues() of the result tells. Five wins of one size in five pairs, as
#            five seeds can bring, have p 0.037. No five pairs can have less than 2/32 = 0.0625: with ranks all equal
#            the two extreme choices of signs of 32 are as far.
# Expected:  the exact p given those ranks, 0.0625 and 0.1, as SciPy's PermutationMethod has it, or a refusal.
source "$(dirname "$0")/lib.sh"
maven org.apache.commons:commons-statistics-inference:1.2
seen <<'TEXT'
five different wins in five pairs: exact p 0.0625
five equal wins in five pairs: exact p 0.0369
three above three others, all different: exact p 0.1000
three equal above three equal: exact p 0.0469
TEXT
run_java <<'JAVA'
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

public class Finding {
  public static void main(String[] args) {
    System.out.printf("five different wins in five pairs: exact p %.4f%n", signedRank(1, 2, 3, 4, 5));
    System.out.printf("five equal wins in five pairs: exact p %.4f%n", signedRank(1, 1, 1, 1, 1));
    System.out.printf("three above three others, all different: exact p %.4f%n",
        mannWhitney(new double[] {4, 5, 6}, new double[] {1, 2, 3}));
    System.out.printf("three equal above three equal: exact p %.4f%n",
        mannWhitney(new double[] {4, 4, 4}, new double[] {1, 1, 1}));
  }

  static double signedRank(double... differences) {
    return WilcoxonSignedRankTest.withDefaults().with(PValueMethod.EXACT).test(differences).getPValue();
  }

  static double mannWhitney(double[] a, double[] b) {
    return MannWhitneyUTest.withDefaults().with(PValueMethod.EXACT).test(a, b).getPValue();
  }
}
JAVA
