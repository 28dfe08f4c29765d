package io.backflow.flow.jacobian;

import java.util.ArrayList;
import java.util.List;

/**
 * The spectral radius by power iteration that keeps its past iterates (Arnoldi): the radius of the matrix on their span.
 *
 * <p>Plain power iteration does not settle on a complex pair of eigenvalues, which is what a rotating state has; the span holds both. An
 * estimate counts as converged when it moved by less than the tolerance over four iterations and over the four before, or the span can
 * grow no more. That is no bound of its error, as the residual of a singular value is: where many eigenvalues are about as large as the
 * largest, as those of an orthogonal matrix are, an estimate of tolerance 0.01 may still be a few per cent low.
 *
 * @see <a href="https://doi.org/10.1090/qam/42792">Arnoldi (1951)</a>
 */
final class LargestEigenvalue {

    /** Iterations between two estimates, each of which costs a multiple of what an iteration with a small matrix does. */
    private static final int ITERATIONS_PER_ESTIMATE = 4;

    /** How many estimates in a row must agree: far from convergence two do by chance. */
    private static final int AGREEING = 3;

    private final LinearMap a;
    private final List<double[]> basis = new ArrayList<>();
    /** Columns of the upper Hessenberg matrix, in units of {@code e^unit}. */
    private final List<double[]> hessenberg = new ArrayList<>();

    private double unit;

    private LargestEigenvalue(LinearMap a) {
        this.a = a;
    }

    static Estimate of(LinearMap a, Effort effort) {
        return new LargestEigenvalue(a).run(effort);
    }

    private Estimate run(Effort effort) {
        basis.add(Vectors.start(a.size()));
        double log = Double.NaN;
        int agreeing = 1;
        for (int i = 1; i <= effort.maxIterations(); i++) {
            boolean complete = !extend() || i == a.size();
            if (!complete && i % ITERATIONS_PER_ESTIMATE != 0 && i < effort.maxIterations()) {
                continue;
            }
            double before = log;
            log = unit + radius();
            agreeing = Math.abs(log - before) <= effort.tolerance() ? agreeing + 1 : 1;
            if (Double.isNaN(log) || complete || agreeing == AGREEING) {
                return new Estimate(log, i, !Double.isNaN(log));
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

    private double radius() {
        int size = hessenberg.size();
        double[] h = new double[size * size];
        for (int j = 0; j < size; j++) {
            double[] column = hessenberg.get(j);
            for (int i = 0; i < Math.min(size, column.length); i++) {
                h[i * size + j] = column[i];
            }
        }
        return SpectralRadius.log(h, size);
    }
}
