// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.Arrays;

/** Sorts all of them: double precision is for exactness, not for speed. */
final class DoubleRanks implements Ranks<double[]> {

    private double[] sorted = new double[0];

    @Override
    public void find(double[] a, int length, int[] ranks, double[] at, double[] next) {
        if (sorted.length < length) {
            sorted = new double[length];
        }
        System.arraycopy(a, 0, sorted, 0, length);
        Arrays.sort(sorted, 0, length);
        for (int i = 0; i < ranks.length; i++) {
            at[i] = sorted[ranks[i]];
            next[i] = sorted[Math.min(ranks[i] + 1, length - 1)];
        }
    }
}
