// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

/**
 * An eigenvector of an upper Hessenberg matrix H whose eigenvalue theta is known: from the last element up, since the
 * elements below the diagonal let each row of {@code (H - theta) y = 0} tell the next (Hyman's method). Its length is
 * 1.
 */
final class HessenbergVector {

    /** Where a growing vector is made shorter, far below the largest double. */
    private static final double LARGE = 1e150;

    private final double[] re;
    private final double[] im;
    private final double residual;

    private HessenbergVector(double[] re, double[] im, double residual) {
        this.re = re;
        this.im = im;
        this.residual = residual;
    }

    /**
     * Returns the vector.
     *
     * @param rows of H, no element below the diagonal being 0
     */
    static HessenbergVector of(double[][] rows, Eigenvalue theta) {
        int size = rows.length;
        double[] re = new double[size];
        double[] im = new double[size];
        re[size - 1] = 1;
        for (int i = size - 1; i > 0; i--) {
            double[] rest = row(rows[i], i, theta, re, im);
            re[i - 1] = rest[0] / rows[i][i - 1];
            im[i - 1] = rest[1] / rows[i][i - 1];
            double largest = Math.max(Math.abs(re[i - 1]), Math.abs(im[i - 1]));
            if (largest > LARGE) {
                Vectors.divide(re, largest);
                Vectors.divide(im, largest);
            }
        }
        double[] first = row(rows[0], 0, theta, re, im);
        double length = Math.hypot(Vectors.norm(re), Vectors.norm(im));
        Vectors.divide(re, length);
        Vectors.divide(im, length);
        return new HessenbergVector(re, im, Math.hypot(first[0], first[1]) / length);
    }

    /** Returns {@code theta y_i - sum over j >= i of h_ij y_j}. */
    private static double[] row(double[] h, int i, Eigenvalue theta, double[] re, double[] im) {
        double x = theta.re() * re[i] - theta.im() * im[i];
        double y = theta.re() * im[i] + theta.im() * re[i];
        for (int j = i; j < h.length; j++) {
            x -= h[j] * re[j];
            y -= h[j] * im[j];
        }
        return new double[] {x, y};
    }

    /** Returns what the first row, which told nothing, leaves: {@code ||H y - theta y||}. */
    double residual() {
        return residual;
    }

    double modulus(int i) {
        return Math.hypot(re[i], im[i]);
    }

    /**
     * Returns the modulus of the sum of products with another vector's elements, those taken from the last to the
     * first.
     */
    double reversedProduct(HessenbergVector other) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < re.length; i++) {
            int j = re.length - 1 - i;
            x += re[i] * other.re[j] - im[i] * other.im[j];
            y += re[i] * other.im[j] + im[i] * other.re[j];
        }
        return Math.hypot(x, y);
    }
}
