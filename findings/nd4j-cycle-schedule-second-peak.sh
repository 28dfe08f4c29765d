#!/usr/bin/env bash
# CycleSchedule jumps back to the largest rate just before it anneals.
#
# Version:   nd4j-native 1.0.0-M2.1.
# Behaviour: new CycleSchedule(ITERATION, 1, 10) rises to 1 and comes down to a third, and the ninth update of every
#            cycle then has the largest rate once more, between 0.325 and 0.1. With two steps of annealing instead of
#            one, which leaves an even number before them, there is no second peak.
# Expected:  the rate at which the cycle began, 0.1.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
cycle of 10: 0.100 0.325 0.550 0.775 1.000 0.775 0.550 0.325 1.000 0.100 0.100 0.325 0.550 0.775 1.000 0.775 0.550 0.325 1.000 0.100
cycle of 10, two steps of annealing: 0.100 0.325 0.550 0.775 1.000 0.775 0.550 0.325 0.100 0.010
TEXT
run_java <<'JAVA'
import org.nd4j.linalg.schedule.CycleSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

public class Finding {
  public static void main(String[] args) {
    print("cycle of 10", new CycleSchedule(ScheduleType.ITERATION, 1, 10), 20);
    print("cycle of 10, two steps of annealing", new CycleSchedule(ScheduleType.ITERATION, 0.1, 1, 10, 2, 0.1), 10);
  }

  static void print(String name, ISchedule schedule, int updates) {
    System.out.print(name + ":");
    for (int i = 0; i < updates; i++) {
      System.out.printf(" %.3f", schedule.valueAt(i, 0));
    }
    System.out.println();
  }
}
JAVA
