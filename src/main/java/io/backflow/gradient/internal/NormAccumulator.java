// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.Norms;
import io.backflow.linalg.internal.L2Norm;
import io.backflow.model.internal.FlatView;

/**
 * Adds up the norms of one block, but for the squares, which {@link FlatView#squares} does.
 *
 * <p>Sums run in double in four independent chains, which hides the latency of the additions. The test for non-finite
 * elements is free: they are looked for only where the sum of a tile is not finite.
 */
final class NormAccumulator implements FlatView.Visitor {

    private final double squares;
    private long count;
    private long nonFinite;
    private double l1;
    private double max;

    /** Begins a block of which the sum of squares is known. */
    NormAccumulator(double squares) {
        this.squares = squares;
    }

    @Override
    public boolean visit(float[] x, int n) {
        double a0 = 0, a1 = 0, a2 = 0, a3 = 0;
        float m0 = 0, m1 = 0, m2 = 0, m3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            float v0 = Math.abs(x[i]);
            float v1 = Math.abs(x[i + 1]);
            float v2 = Math.abs(x[i + 2]);
            float v3 = Math.abs(x[i + 3]);
            a0 += v0;
            a1 += v1;
            a2 += v2;
            a3 += v3;
            m0 = v0 > m0 ? v0 : m0;
            m1 = v1 > m1 ? v1 : m1;
            m2 = v2 > m2 ? v2 : m2;
            m3 = v3 > m3 ? v3 : m3;
        }
        for (; i < n; i++) {
            float v = Math.abs(x[i]);
            a0 += v;
            m0 = v > m0 ? v : m0;
        }
        double absolute = a0 + a1 + a2 + a3;
        add(n, absolute, Math.max(Math.max(m0, m1), Math.max(m2, m3)));
        if (!Double.isFinite(absolute)) {
            for (int j = 0; j < n; j++) {
                nonFinite += Float.isFinite(x[j]) ? 0 : 1;
            }
        }
        return false;
    }

    @Override
    public boolean visit(double[] x, int n) {
        double absolute = 0;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            double v = Math.abs(x[i]);
            absolute += v;
            largest = v > largest ? v : largest;
        }
        add(n, absolute, largest);
        if (!Double.isFinite(absolute)) {
            for (int j = 0; j < n; j++) {
                nonFinite += Double.isFinite(x[j]) ? 0 : 1;
            }
        }
        return false;
    }

    private void add(int n, double absolute, double largest) {
        count += n;
        l1 += absolute;
        max = Math.max(max, largest);
    }

    /**
     * Returns whether the sum of squares left the range of double though the norm has not: see {@link ScaledSquares}.
     */
    boolean needsScaling() {
        return nonFinite == 0 && max > 0.0 && !L2Norm.isSafe(squares);
    }

    double max() {
        return max;
    }

    /** Returns the norms, with the plain square root of the sum of squares. */
    Norms norms() {
        return norms(Math.sqrt(squares));
    }

    /** Returns the norms with an L2 norm that was found otherwise. */
    Norms norms(double l2) {
        if (nonFinite > 0 && Double.isNaN(l1)) {
            return new Norms(count, Double.NaN, Double.NaN, Double.NaN, nonFinite);
        }
        return new Norms(count, l1, l2, max, nonFinite);
    }

    /** Adds up the L2 norm of elements whose squares are out of range: see {@link L2Norm}. */
    static final class ScaledSquares implements FlatView.Visitor {
        private final L2Norm norm;

        ScaledSquares(double max) {
            this.norm = new L2Norm(max);
        }

        @Override
        public boolean visit(float[] x, int n) {
            for (int i = 0; i < n; i++) {
                norm.add(x[i]);
            }
            return false;
        }

        @Override
        public boolean visit(double[] x, int n) {
            for (int i = 0; i < n; i++) {
                norm.add(x[i]);
            }
            return false;
        }

        double l2() {
            return norm.value();
        }
    }
}
