// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import io.backflow.linalg.internal.L2Norm;
import java.util.Arrays;

/** The loops on {@code double[]}: exact functions instead of fast ones, since gradient checks are what runs on them. */
public final class DoubleArithmetic implements Arithmetic<double[]> {

    @Override
    public double[][] blocks(int count, int length) {
        return new double[count][length];
    }

    @Override
    public double[] block(int length) {
        return new double[length];
    }

    @Override
    public Memory<double[]> allocate(long length) {
        return new DoubleMemory(length);
    }

    @Override
    public void activate(Activation f, double[] z, double[] bias, int length) {
        sum(z, z, bias, length);
        activate(f, z, length);
    }

    @Override
    public void activate(Activation f, double[] z, int length) {
        switch (f) {
            case TANH -> {
                for (int i = 0; i < length; i++) {
                    z[i] = Math.tanh(z[i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < length; i++) {
                    z[i] = 1 / (1 + Math.exp(-z[i]));
                }
            }
            case RELU -> clamp(z, 1.0, 0.0, 0.0, Double.POSITIVE_INFINITY, length);
            case HARD_TANH -> clamp(z, 1.0, 0.0, -1.0, 1.0, length);
            case HARD_SIGMOID -> clamp(z, Activation.HARD_SIGMOID_SLOPE, 0.5, 0.0, 1.0, length);
            case IDENTITY -> {}
        }
    }

    private static void clamp(double[] z, double scale, double shift, double lower, double upper, int length) {
        for (int i = 0; i < length; i++) {
            z[i] = Math.max(lower, Math.min(upper, scale * z[i] + shift));
        }
    }

    @Override
    public void slope(Activation f, double[] y, double[] dy, int length) {
        switch (f) {
            case TANH -> {
                for (int i = 0; i < length; i++) {
                    dy[i] = dy[i] * (1.0 - y[i] * y[i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < length; i++) {
                    dy[i] = dy[i] * (y[i] * (1.0 - y[i]));
                }
            }
            case RELU -> keepInside(y, dy, 0.0, Double.POSITIVE_INFINITY, 1.0, length);
            case HARD_TANH -> keepInside(y, dy, -1.0, 1.0, 1.0, length);
            case HARD_SIGMOID -> keepInside(y, dy, 0.0, 1.0, Activation.HARD_SIGMOID_SLOPE, length);
            case IDENTITY -> {}
        }
    }

    private static void keepInside(double[] y, double[] dy, double lower, double upper, double scale, int length) {
        for (int i = 0; i < length; i++) {
            // Written so that a NaN in y does not silence dy.
            dy[i] = dy[i] * (y[i] <= lower || y[i] >= upper ? 0.0 : scale);
        }
    }

    @Override
    public void sum(double[] out, double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] + b[i];
        }
    }

    @Override
    public void product(double[] out, double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * b[i];
        }
    }

    @Override
    public void addProduct(double[] out, double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = out[i] + a[i] * b[i];
        }
    }

    @Override
    public void products(double[] out, double[] a, double[] b, double[] c, double[] d, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * b[i] + c[i] * d[i];
        }
    }

    @Override
    public void productOfDifference(double[] out, double[] a, double[] b, double[] c, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * (b[i] - c[i]);
        }
    }

    @Override
    public void productOfRest(double[] out, double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * (1.0 - b[i]);
        }
    }

    @Override
    public void blend(double[] out, double[] z, double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = (1.0 - z[i]) * a[i] + z[i] * b[i];
        }
    }

    @Override
    public void clear(double[] out, int offset, int length) {
        Arrays.fill(out, offset, offset + length, 0.0);
    }

    @Override
    public void copy(double[] from, int fromOffset, double[] to, int toOffset, int length) {
        System.arraycopy(from, fromOffset, to, toOffset, length);
    }

    @Override
    public void tile(double[] row, int offset, int length, int rows, double[] out) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(row, offset, out, r * length, length);
        }
    }

    @Override
    public void sumRows(double[] in, int rows, int length, double[] sums, int offset) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < length; j++) {
                sums[offset + j] += in[r * length + j];
            }
        }
    }

    @Override
    public double largest(double[] a, int offset, int length) {
        double largest = 0;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, Math.abs(a[i])); // NaN wins
        }
        return largest;
    }

    @Override
    public double sumOfSquares(double[] a, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += a[i] * a[i];
        }
        return sum;
    }

    @Override
    public double norm(double[] a, int offset, int length) {
        return L2Norm.of(a, offset, length);
    }

    @Override
    public void scale(double[] a, int offset, int length, double by) {
        for (int i = offset; i < offset + length; i++) {
            a[i] = a[i] * by;
        }
    }

    @Override
    public int clamp(double[] a, int offset, int length, double bound) {
        double limit = bound;
        int moved = 0;
        for (int i = offset; i < offset + length; i++) {
            double size = Math.abs(a[i]);
            if (size > limit && size < Double.POSITIVE_INFINITY) {
                a[i] = Math.copySign(limit, a[i]);
                moved++;
            }
        }
        return moved;
    }

    @Override
    public double roundoff() {
        return Math.ulp(1.0) / 2;
    }

    @Override
    public Reductions<double[]> reductions() {
        return new DoubleReductions();
    }

    @Override
    public void softmaxRows(double[] z, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            double highest = Double.NEGATIVE_INFINITY;
            for (int j = from; j < from + columns; j++) {
                highest = Math.max(highest, z[j]);
            }
            double sum = 0;
            for (int j = from; j < from + columns; j++) {
                z[j] = Math.exp(z[j] - highest);
                sum += z[j];
            }
            for (int j = from; j < from + columns; j++) {
                z[j] /= sum;
            }
        }
    }

    @Override
    public double crossEntropy(double[] p, double[] labels, double clip, RowLosses rows, int columns) {
        return DoubleLosses.crossEntropy(p, labels, clip, rows, columns);
    }

    @Override
    public double binaryCrossEntropy(double[] p, double[] labels, double clip, RowLosses rows, int columns) {
        return DoubleLosses.binaryCrossEntropy(p, labels, clip, rows, columns);
    }

    @Override
    public double squaredError(double[] y, double[] labels, RowLosses rows, int columns) {
        return DoubleLosses.squaredError(y, labels, rows, columns);
    }

    @Override
    public int length(double[] a) {
        return a.length;
    }

    @Override
    public double get(double[] a, int index) {
        return a[index];
    }

    @Override
    public void set(double[] a, int index, double value) {
        a[index] = value;
    }
}
