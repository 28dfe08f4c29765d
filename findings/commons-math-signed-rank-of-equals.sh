#!/usr/bin/env bash
# Wilcoxon's signed rank test finds a sample significantly different from itself.
#
# Version:   commons-math3 3.6.1.
# Behaviour: WilcoxonSignedRankTest ranks differences of 0 with the others and then counts them as negative ones. Ten
#            accuracies beside the same ten have p 0.002, the least that ten pairs can have. With one pair that differs
#            p depends on which sample is named first.
# Expected:  differences of 0 left out, as Wilcoxon (1945) does and SciPy's wilcoxon by default: nothing to test in the
#            first case, p 1 for one pair in either order.
source "$(dirname "$0")/lib.sh"
maven org.apache.commons:commons-math3:3.6.1
seen <<'TEXT'
the same ten accuracies twice: exact p 0.001953125, approximate p 0.0043169232959
nine equal and one lower: exact p 0.001953125, samples swapped 0.083984375
TEXT
run_java <<'JAVA'
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;

public class Finding {
  public static void main(String[] args) {
    double[] accuracies = {0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99};
    double[] oneLower = accuracies.clone();
    oneLower[0] = 0.80;
    System.out.printf("the same ten accuracies twice: exact p %s, approximate p %.13f%n",
        p(accuracies, accuracies, true), p(accuracies, accuracies, false));
    System.out.printf("nine equal and one lower: exact p %s, samples swapped %s%n", p(accuracies, oneLower, true),
        p(oneLower, accuracies, true));
  }

  static double p(double[] a, double[] b, boolean exact) {
    return new WilcoxonSignedRankTest().wilcoxonSignedRankTest(a, b, exact);
  }
}
JAVA
