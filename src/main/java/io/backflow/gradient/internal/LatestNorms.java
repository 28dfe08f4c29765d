// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import java.util.Arrays;

/** The norms of the latest gradients, by which one is among the largest that is larger than all of them. */
final class LatestNorms {

    /** How many norms a gradient is held against; as long as there are fewer, none is among the largest. */
    static final int COUNT = 100;

    private double[] norms = new double[0];

    /** Takes the norm of a gradient; returns whether it is among the largest. One that is not finite is passed over. */
    boolean add(double norm) {
        if (!Double.isFinite(norm)) {
            return false;
        }
        boolean largest = norms.length == COUNT && norm > Arrays.stream(norms).max().orElse(norm);
        int from = norms.length == COUNT ? 1 : 0;
        norms = Arrays.copyOfRange(norms, from, norms.length + 1);
        norms[norms.length - 1] = norm;
        return largest;
    }

    double[] state() {
        return norms.clone();
    }

    void restore(double[] state) {
        norms = state.clone();
    }
}
