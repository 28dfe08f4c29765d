// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

/** The norms of the latest gradients, by which one is among the largest that is larger than all of them. */
final class LatestNorms {

    /** How many norms a gradient is held against; as long as there are fewer, none is among the largest. */
    static final int COUNT = 100;

    private final double[] norms = new double[COUNT];
    private int count;
    /** Where the next norm goes: once there are all, in the place of the oldest. */
    private int next;

    /** Takes the norm of a gradient; returns whether it is among the largest. One that is not finite is passed over. */
    boolean add(double norm) {
        if (!Double.isFinite(norm)) {
            return false;
        }
        boolean largest = count == COUNT && isOverAll(norm);
        norms[next] = norm;
        next = (next + 1) % COUNT;
        count = Math.min(count + 1, COUNT);
        return largest;
    }

    private boolean isOverAll(double norm) {
        for (double earlier : norms) {
            if (norm <= earlier) {
                return false;
            }
        }
        return true;
    }

    /** Returns the norms, the oldest first. */
    double[] state() {
        double[] state = new double[count];
        for (int i = 0; i < count; i++) {
            state[i] = norms[(next - count + i + COUNT) % COUNT];
        }
        return state;
    }

    void restore(double[] state) {
        count = 0;
        next = 0;
        for (double norm : state) {
            add(norm);
        }
    }
}
