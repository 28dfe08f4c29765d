#!/usr/bin/env bash
# ND4J's polynomial schedule of a learning rate rises to nearly four times its start, and then is 0.
#
# Version:   nd4j-api 1.0.0-M2.1 (nd4j-native runs it).
# Behaviour: PolySchedule is initialValue * (1 + i / maxIter) ^ power before maxIter, and 0 from it on. The polynomial policy
#            of Caffe, PyTorch's PolynomialLR and Keras' PolynomialDecay have (1 - i / maxIter).
# Expected:  a fall from 0.5 to 0.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
iteration 0: 0.50000, falling it would be 0.50000
iteration 1: 0.78125, falling it would be 0.28125
iteration 2: 1.12500, falling it would be 0.12500
iteration 3: 1.53125, falling it would be 0.03125
iteration 4: 0.00000, falling it would be 0.00000
iteration 5: 0.00000, falling it would be 0.00000
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

public class Finding {
  public static void main(String[] args) {
    PolySchedule schedule = new PolySchedule(ScheduleType.ITERATION, 0.5, 2, 4);
    for (int i = 0; i <= 5; i++) {
      System.out.printf("iteration %d: %.5f, falling it would be %.5f%n", i, schedule.valueAt(i, 0),
          0.5 * Math.pow(Math.max(0, 1 - i / 4.0), 2));
    }
  }
}
JAVA
