// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.Arrays;

/**
 * The eigenvalues of a dense matrix, the same bits on every machine: Householder's reduction to Hessenberg form and QR
 * steps with Wilkinson's shift, in complex numbers, so that complex pairs need no case of their own. It takes four to
 * five times what LAPACK does.
 *
 * <p>All of it is IEEE arithmetic in a fixed order, in Java, without a BLAS whose kernels differ from processor to
 * processor; hypotenuses are StrictMath's. The eigenvalues are those of a matrix within rounding errors of the given
 * one.
 *
 * @see <a href="https://doi.org/10.1093/comjnl/4.3.265">Francis (1961), the QR transformation</a>
 */
final class HessenbergQr {

    /** Most eigenvalues take two or three steps. */
    private static final int MAX_STEPS = 300;

    /**
     * As often the shift is another one, against matrices that Wilkinson's leaves as they are, such as permutations.
     */
    private static final int EXCEPTIONAL = 10;

    private final int size;
    private final double[][] re;
    private final double[][] im;

    private HessenbergQr(double[] matrix, int size) {
        this.size = size;
        re = Vectors.rows(matrix, size);
        im = new double[size][size];
    }

    /**
     * Returns the eigenvalue of largest modulus; NaN if the iteration does not end.
     *
     * @param matrix of finite elements by rows or by columns, {@code size x size}; overwritten
     */
    static Eigenvalue largest(double[] matrix, int size) {
        double scale = 0;
        for (double x : matrix) {
            scale = Math.max(scale, Math.abs(x));
        }
        if (scale == 0) {
            return Eigenvalue.ZERO;
        }
        Vectors.divide(matrix, scale);
        Eigenvalue scaled = new HessenbergQr(matrix, size).largest();
        return new Eigenvalue(scaled.re() * scale, scaled.im() * scale);
    }

    private Eigenvalue largest() {
        for (int column = 0; column + 2 < size; column++) {
            reflect(column);
        }
        Eigenvalue largest = Eigenvalue.ZERO;
        int end = size - 1;
        for (int step = 1; end >= 0; step++) {
            int start = blockStart(end);
            if (start == end) {
                largest = largest.orLarger(re[end][end], im[end][end]);
                end--;
                step = 0;
            } else if (step > MAX_STEPS) {
                return Eigenvalue.NONE;
            } else {
                qrStep(start, end, step % EXCEPTIONAL == 0);
            }
        }
        return largest;
    }

    /** Clears a column below its subdiagonal by a reflection from both sides. */
    private void reflect(int column) {
        double[] v = new double[size];
        for (int i = column + 1; i < size; i++) {
            v[i] = re[i][column];
        }
        double rest = Vectors.norm(Arrays.copyOfRange(v, column + 2, size));
        if (rest == 0) {
            return;
        }
        v[column + 1] += Math.copySign(StrictMath.hypot(rest, v[column + 1]), v[column + 1]);
        Vectors.divide(v, Vectors.norm(v));
        double[] image = new double[size];
        for (int i = column + 1; i < size; i++) {
            Vectors.add(image, v[i], re[i]);
        }
        for (int i = 0; i < size; i++) {
            Vectors.add(re[i], -2 * v[i], image);
        }
        for (double[] row : re) {
            Vectors.add(row, -2 * Vectors.dot(row, v), v);
        }
    }

    /** Returns where the unreduced block begins that ends at a row; what is negligible before it is set to 0. */
    private int blockStart(int end) {
        int start = end;
        while (start > 0) {
            double neighbours = modulus(start - 1, start - 1) + modulus(start, start);
            double least = Math.ulp(1.0) * (neighbours > 0 ? neighbours : 1);
            if (modulus(start, start - 1) <= least) {
                re[start][start - 1] = 0;
                im[start][start - 1] = 0;
                return start;
            }
            start--;
        }
        return start;
    }

    /** One step {@code H - s = Q R, H := R Q + s} on a block. */
    private void qrStep(int start, int end, boolean exceptional) {
        double[] shift = exceptional ? new double[] {modulus(end, end - 1), modulus(end, end - 1) / 3} : shift(end);
        for (int i = start; i <= end; i++) {
            re[i][i] -= shift[0];
            im[i][i] -= shift[1];
        }
        Rotation[] rotations = new Rotation[end];
        for (int k = start; k < end; k++) {
            rotations[k] = Rotation.of(re[k][k], im[k][k], re[k + 1][k], im[k + 1][k]);
            for (int j = k; j <= end; j++) {
                rotations[k].rows(re, im, k, j);
            }
        }
        for (int k = start; k < end; k++) {
            for (int i = start; i <= k + 1; i++) {
                rotations[k].columns(re[i], im[i], k);
            }
        }
        for (int i = start; i <= end; i++) {
            re[i][i] += shift[0];
            im[i][i] += shift[1];
        }
    }

    /** Returns the eigenvalue of the last two rows and columns that is closer to the last element. */
    private double[] shift(int end) {
        double[] half = {(re[end - 1][end - 1] - re[end][end]) / 2, (im[end - 1][end - 1] - im[end][end]) / 2};
        double[] off = times(re[end - 1][end], im[end - 1][end], re[end][end - 1], im[end][end - 1]);
        double[] square = times(half[0], half[1], half[0], half[1]);
        double[] root = root(square[0] + off[0], square[1] + off[1]);
        // The larger of the two sums below, so that none cancels out.
        double sign = half[0] * root[0] + half[1] * root[1] < 0 ? -1 : 1;
        double x = half[0] + sign * root[0];
        double y = half[1] + sign * root[1];
        double squares = x * x + y * y;
        if (!(squares > 0)) {
            return new double[] {re[end][end], im[end][end]};
        }
        double[] by = times(off[0], off[1], x / squares, -y / squares);
        return new double[] {re[end][end] - by[0], im[end][end] - by[1]};
    }

    private static double[] times(double x, double y, double u, double v) {
        return new double[] {x * u - y * v, x * v + y * u};
    }

    private static double[] root(double x, double y) {
        double modulus = StrictMath.hypot(x, y);
        double real = Math.sqrt(Math.max(0, (modulus + x) / 2));
        return new double[] {real, Math.copySign(Math.sqrt(Math.max(0, (modulus - x) / 2)), y)};
    }

    private double modulus(int i, int j) {
        return StrictMath.hypot(re[i][j], im[i][j]);
    }

    /** The rotation of two rows that clears the lower of two elements: a and b over their length. */
    private record Rotation(double ar, double ai, double br, double bi) {

        static Rotation of(double ar, double ai, double br, double bi) {
            double length = StrictMath.hypot(StrictMath.hypot(ar, ai), StrictMath.hypot(br, bi));
            return length == 0
                    ? new Rotation(1, 0, 0, 0)
                    : new Rotation(ar / length, ai / length, br / length, bi / length);
        }

        /** Row k becomes {@code a* x + b* y}, row k + 1 {@code a y - b x}. */
        void rows(double[][] re, double[][] im, int k, int j) {
            double xr = re[k][j];
            double xi = im[k][j];
            double yr = re[k + 1][j];
            double yi = im[k + 1][j];
            re[k][j] = ar * xr + ai * xi + br * yr + bi * yi;
            im[k][j] = ar * xi - ai * xr + br * yi - bi * yr;
            re[k + 1][j] = ar * yr - ai * yi - br * xr + bi * xi;
            im[k + 1][j] = ar * yi + ai * yr - br * xi - bi * xr;
        }

        /** Column k becomes {@code a x + b y}, column k + 1 {@code a* y - b* x}. */
        void columns(double[] re, double[] im, int k) {
            double xr = re[k];
            double xi = im[k];
            double yr = re[k + 1];
            double yi = im[k + 1];
            re[k] = ar * xr - ai * xi + br * yr - bi * yi;
            im[k] = ar * xi + ai * xr + br * yi + bi * yr;
            re[k + 1] = ar * yr + ai * yi - br * xr - bi * xi;
            im[k + 1] = ar * yi - ai * yr - br * xi + bi * xr;
        }
    }
}
