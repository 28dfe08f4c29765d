// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The largest singular value by power iteration on {@code A'A} that keeps its past iterates (Golub and Kahan's
 * bidiagonalisation).
 *
 * <p>Each iteration takes what one step of the plain power iteration takes, an image under A and one under its
 * transpose, but looks for the largest value on the span of all iterates instead of at the last one. It needs fewer of
 * them by a square root, and ends with a residual that bounds its error: {@code ||A'u - s v|| <= tolerance s}.
 *
 * @see <a href="https://doi.org/10.1137/0702016">Golub and Kahan (1965)</a>
 */
public final class LargestSingularValue {

    private final LinearMap a;
    private final List<double[]> right = new ArrayList<>();
    private final List<double[]> left = new ArrayList<>();
    /** Of the bidiagonal matrix: its diagonal, and above it. */
    private final List<Double> alpha = new ArrayList<>();

    private final List<Double> beta = new ArrayList<>();
    /** All numbers are in units of e to this power. */
    private double unit;

    private LargestSingularValue(LinearMap a) {
        this.a = a;
    }

    /** Returns the value, or the best lower bound known after as many pairs of images as the effort allows. */
    public static Estimate of(LinearMap a, Effort effort) {
        return new LargestSingularValue(a).run(effort);
    }

    private Estimate run(Effort effort) {
        right.add(Vectors.start(a.size()));
        double log = Double.NEGATIVE_INFINITY;
        for (int i = 1; i <= effort.maxIterations(); i++) {
            if (!extendLeft()) {
                return new Estimate(i == 1 ? log : unit + Math.log(top()[0]), i, true);
            }
            boolean exhausted = !extendRight();
            double[] top = top();
            log = unit + Math.log(top[0]);
            double last = beta.get(beta.size() - 1);
            if (Double.isNaN(top[0]) || Double.isNaN(last)) {
                return new Estimate(Double.NaN, i, false);
            }
            if (exhausted || i == a.size() || last * top[1] <= effort.tolerance() * top[0]) {
                return new Estimate(log, i, true);
            }
        }
        return new Estimate(log, effort.maxIterations(), false);
    }

    /** Takes the image of the newest right vector; returns whether it brought a new direction. */
    private boolean extendLeft() {
        double[] p = new double[a.size()];
        double log = a.apply(right.get(right.size() - 1), p);
        if (left.isEmpty()) {
            unit = log + Math.log(Vectors.norm(p));
        }
        double size = orthogonalise(p, left, log);
        alpha.add(size);
        left.add(p);
        return size > 0 || Double.isNaN(size);
    }

    private boolean extendRight() {
        double[] r = new double[a.size()];
        double log = a.applyTransposed(left.get(left.size() - 1), r);
        double size = orthogonalise(r, right, log);
        beta.add(size);
        right.add(r);
        return size > 0 || Double.isNaN(size);
    }

    /** Makes a vector orthogonal to others and of length 1; returns the length it had, in our unit. */
    private double orthogonalise(double[] x, List<double[]> others, double log) {
        double before = Vectors.norm(x);
        if (!(before > 0)) {
            return before;
        }
        Vectors.divide(x, before);
        double rest = 1;
        // Twice is enough to be orthogonal to rounding.
        for (int pass = 0; pass < 2; pass++) {
            others.forEach(o -> Vectors.add(x, -Vectors.dot(o, x), o));
            double norm = Vectors.norm(x);
            rest *= norm;
            // What is left of a vector in the span is rounding, and no direction.
            if (rest < 1e-14) {
                return 0;
            }
            Vectors.divide(x, norm);
        }
        return rest * before * Math.exp(log - unit);
    }

    /**
     * Returns the largest singular value of the bidiagonal matrix, and the last element of its left vector; NaN if
     * there is none.
     */
    private double[] top() {
        double[] diagonal = alpha.stream().mapToDouble(Double::doubleValue).toArray();
        int size = diagonal.length;
        double[] above =
                beta.stream().limit(size - 1L).mapToDouble(Double::doubleValue).toArray();
        double[] last = new double[size];
        last[size - 1] = 1;
        boolean found = Vectors.isFinite(diagonal)
                && Vectors.isFinite(above)
                && Lapack.bidiagonalSingularValues(diagonal, above, last);
        return found ? new double[] {diagonal[0], Math.abs(last[0])} : new double[] {Double.NaN, Double.NaN};
    }
}
