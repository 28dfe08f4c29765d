// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import io.backflow.linalg.internal.L2Norm;

/** Plain loops on {@code double[]}. */
final class DoubleReductions implements Reductions<double[]> {

    @Override
    public double norm(double[] a, int offset, int length) {
        return L2Norm.of(a, offset, length);
    }

    @Override
    public double sum(double[] a, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[i];
        }
        return sum;
    }

    @Override
    public int countOutside(double[] a, double lower, double upper, int length) {
        int inside = 0;
        for (int i = 0; i < length; i++) {
            inside += a[i] > lower && a[i] < upper ? 1 : 0;
        }
        return length - inside;
    }

    @Override
    public int countLarge(double[] a, double bound, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += Math.abs(a[i]) >= bound ? 1 : 0;
        }
        return count;
    }

    @Override
    public Ranks<double[]> ranks() {
        return new DoubleRanks();
    }
}
