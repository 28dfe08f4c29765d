package io.backflow.linalg.internal;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Singular values by one-sided Jacobi rotations.
 *
 * <p>Pairs of columns are rotated until all are orthogonal; their lengths are then the singular values. Unlike the bidiagonal QR iteration
 * of LAPACK's {@code gesvd}, whose error is a rounding error of the largest one, this finds small singular values to a small relative
 * error wherever they come from differently scaled columns, as with gates that are nearly closed.
 *
 * @see <a href="https://doi.org/10.1137/0613074">Demmel and Veselic (1992), Jacobi's method is more accurate than QR</a>
 */
public final class JacobiSvd {

    /** Quadratic convergence takes about ten sweeps; the rest is a guard. */
    private static final int MAX_SWEEPS = 60;

    /** Two columns of length n count as orthogonal if their cosine is below this times sqrt(n), its own rounding error. */
    private static final double ORTHOGONAL = Math.ulp(1.0);

    /** Squares below this have lost digits: of columns that are 1e140 times shorter than the longest, of length 1 or so. */
    private static final double TINY_SQUARE = 1e-280;

    /** Where {@code 1 + zeta^2} would round to {@code zeta^2}, and above to infinity. */
    private static final double LARGE_ZETA = 1e9;

    private final double[][] columns;
    private final boolean converged;

    private JacobiSvd(double[][] columns) {
        this.columns = columns;
        this.converged = run();
    }

    /**
     * Rotates the columns of a matrix.
     *
     * @param columns the columns, the longest of a length near 1; rotated in place
     */
    public static JacobiSvd of(double[][] columns) {
        return new JacobiSvd(columns);
    }

    /** Returns whether all columns became orthogonal; they do not if one is NaN or infinite. */
    public boolean converged() {
        return converged;
    }

    /** Returns the columns of {@code U S}, from the largest singular value to the smallest. */
    double[][] scaledLeftVectors() {
        return columns;
    }

    /** Returns the singular values, from the largest to the smallest. */
    public double[] values() {
        return Arrays.stream(columns).mapToDouble(Vectors::norm).toArray();
    }

    private boolean run() {
        boolean rotated = true;
        for (int sweep = 0; rotated && sweep < MAX_SWEEPS; sweep++) {
            sort();
            rotated = false;
            for (int p = 0; p < columns.length; p++) {
                for (int q = p + 1; q < columns.length; q++) {
                    rotated |= rotate(columns[p], columns[q]);
                }
            }
        }
        sort();
        return !rotated && Double.isFinite(Arrays.stream(values()).sum());
    }

    /** Longer columns first: fewer sweeps, and smaller errors in the short ones. */
    private void sort() {
        Arrays.sort(columns, Comparator.comparingDouble((double[] c) -> -Vectors.dot(c, c)));
    }

    private static boolean rotate(double[] p, double[] q) {
        double pp = 0;
        double qq = 0;
        double pq = 0;
        for (int i = 0; i < p.length; i++) {
            pp += p[i] * p[i];
            qq += q[i] * q[i];
            pq += p[i] * q[i];
        }
        if (pp < TINY_SQUARE || qq < TINY_SQUARE) {
            return false;
        }
        if (!(Math.abs(pq) > ORTHOGONAL * Math.sqrt(p.length) * Math.sqrt(pp) * Math.sqrt(qq))) {
            return false;
        }
        double zeta = (qq - pp) / (2 * pq);
        double t = Math.abs(zeta) > LARGE_ZETA
                ? 1 / (2 * zeta)
                : Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        if (t == 0) {
            return false;
        }
        double cos = 1 / Math.sqrt(1 + t * t);
        double sin = cos * t;
        for (int i = 0; i < p.length; i++) {
            double x = p[i];
            p[i] = cos * x - sin * q[i];
            q[i] = sin * x + cos * q[i];
        }
        return true;
    }
}
