// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The spectral radius by power iteration that keeps its past iterates (Arnoldi): the radius of the matrix on their
 * span.
 *
 * <p>Plain power iteration does not settle on a complex pair of eigenvalues, which is what a rotating state has; the
 * span holds both. An estimate theta counts as converged when {@code ||A x - theta x||} of its vector x is at most
 * {@code tolerance^2 |theta|}, or when the span can grow no more. Theta is then an eigenvalue of a matrix that is this
 * close to A. Of a normal matrix an eigenvalue lies as close to theta; of others it may lie farther off by its
 * condition number, and the square leaves room for one of {@code 1 / tolerance}. Matrices with many eigenvalues about
 * as large as the largest, as orthogonal and random ones have, converge late or not at all.
 *
 * @see <a href="https://doi.org/10.1090/qam/42792">Arnoldi (1951)</a>
 */
public final class LargestEigenvalue {

    /**
     * Iterations between two estimates, each of which costs a multiple of what an iteration with a small matrix does.
     */
    private static final int ITERATIONS_PER_ESTIMATE = 4;

    private final LinearMap a;
    private final List<double[]> basis = new ArrayList<>();
    /** Columns of the upper Hessenberg matrix, in units of {@code e^unit}. */
    private final List<double[]> hessenberg = new ArrayList<>();

    private double unit;

    private LargestEigenvalue(LinearMap a) {
        this.a = a;
    }

    /** Returns the radius, or the best value known after as many images as the effort allows. */
    public static Estimate of(LinearMap a, Effort effort) {
        return new LargestEigenvalue(a).run(effort);
    }

    private Estimate run(Effort effort) {
        basis.add(Vectors.start(a.size()));
        double log = Double.NaN;
        for (int i = 1; i <= effort.maxIterations(); i++) {
            boolean complete = !extend() || i == a.size();
            if (!complete && i % ITERATIONS_PER_ESTIMATE != 0 && i < effort.maxIterations()) {
                continue;
            }
            RitzValue ritz = RitzValue.of(hessenberg);
            double radius = ritz.theta().modulus();
            log = unit + Math.log(radius);
            if (Double.isNaN(log) || complete) {
                return new Estimate(log, i, SpectralRadius.isSettled(radius, norm(), a.size()));
            }
            if (ritz.error() <= effort.tolerance() * effort.tolerance() * radius) {
                return new Estimate(log, i, true);
            }
        }
        return new Estimate(log, effort.maxIterations(), false);
    }

    private boolean extend() {
        double[] x = new double[a.size()];
        double log = a.apply(basis.get(basis.size() - 1), x);
        double norm = Vectors.norm(x);
        if (basis.size() == 1) {
            unit = norm > 0 ? log + Math.log(norm) : 0;
        }
        double[] column = new double[basis.size() + 1];
        hessenberg.add(column);
        if (!(norm > 0)) {
            column[0] = norm;
            return false;
        }
        Vectors.divide(x, norm);
        double scale = norm * Math.exp(log - unit);
        for (int pass = 0; pass < 2; pass++) {
            for (int j = 0; j < basis.size(); j++) {
                double part = Vectors.dot(basis.get(j), x);
                column[j] += part * scale;
                Vectors.add(x, -part, basis.get(j));
            }
        }
        double rest = Vectors.norm(x);
        // What is left of a vector in the span is rounding, and no direction.
        if (rest < 1e-14) {
            return false;
        }
        column[basis.size()] = rest * scale;
        Vectors.divide(x, rest);
        basis.add(x);
        return true;
    }

    /** Returns the Frobenius norm of the matrix on the span. */
    private double norm() {
        return Vectors.norm(hessenberg.stream().mapToDouble(Vectors::norm).toArray());
    }
}
