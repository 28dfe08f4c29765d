// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.Arrays;
import java.util.function.Supplier;

/** The loops on {@code float[]}: what training runs on. */
public final class FloatArithmetic implements Arithmetic<float[]> {

    private final Supplier<Reductions<float[]>> reductions;
    private final RowSoftmax<float[]> softmax;

    /** Makes loops that need nothing but the JIT. */
    public FloatArithmetic() {
        this(FloatReductions::new, FloatSoftmax::rows);
    }

    /** Makes loops with other sums and another softmax. */
    public FloatArithmetic(Supplier<Reductions<float[]>> reductions, RowSoftmax<float[]> softmax) {
        this.reductions = reductions;
        this.softmax = softmax;
    }

    @Override
    public float[][] blocks(int count, int length) {
        return new float[count][length];
    }

    @Override
    public float[] block(int length) {
        return new float[length];
    }

    @Override
    public Memory<float[]> allocate(long length) {
        return new FloatMemory(length);
    }

    @Override
    public void activate(Activation f, float[] z, float[] bias, int length) {
        switch (f) {
            case TANH -> FloatTanh.tanh(z, bias, length);
            case SIGMOID -> FloatTanh.sigmoid(z, bias, length);
            default -> {
                sum(z, z, bias, length);
                activate(f, z, length);
            }
        }
    }

    @Override
    public void activate(Activation f, float[] z, int length) {
        switch (f) {
            case TANH -> FloatTanh.tanh(z, length);
            case SIGMOID -> FloatTanh.sigmoid(z, length);
            case RELU -> clamp(z, 1f, 0f, 0f, Float.POSITIVE_INFINITY, length);
            case HARD_TANH -> clamp(z, 1f, 0f, -1f, 1f, length);
            case HARD_SIGMOID -> clamp(z, (float) Activation.HARD_SIGMOID_SLOPE, 0.5f, 0f, 1f, length);
            case IDENTITY -> {}
        }
    }

    private static void clamp(float[] z, float scale, float shift, float lower, float upper, int length) {
        for (int i = 0; i < length; i++) {
            z[i] = Math.max(lower, Math.min(upper, scale * z[i] + shift));
        }
    }

    @Override
    public void slope(Activation f, float[] y, float[] dy, int length) {
        switch (f) {
            case TANH -> {
                for (int i = 0; i < length; i++) {
                    dy[i] = dy[i] * (1f - y[i] * y[i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < length; i++) {
                    dy[i] = dy[i] * (y[i] * (1f - y[i]));
                }
            }
            case RELU -> keepInside(y, dy, 0f, Float.POSITIVE_INFINITY, 1f, length);
            case HARD_TANH -> keepInside(y, dy, -1f, 1f, 1f, length);
            case HARD_SIGMOID -> keepInside(y, dy, 0f, 1f, (float) Activation.HARD_SIGMOID_SLOPE, length);
            case IDENTITY -> {}
        }
    }

    private static void keepInside(float[] y, float[] dy, float lower, float upper, float scale, int length) {
        for (int i = 0; i < length; i++) {
            // Written so that a NaN in y does not silence dy.
            dy[i] = dy[i] * (y[i] <= lower || y[i] >= upper ? 0f : scale);
        }
    }

    @Override
    public void sum(float[] out, float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] + b[i];
        }
    }

    @Override
    public void product(float[] out, float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * b[i];
        }
    }

    @Override
    public void addProduct(float[] out, float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = out[i] + a[i] * b[i];
        }
    }

    @Override
    public void products(float[] out, float[] a, float[] b, float[] c, float[] d, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * b[i] + c[i] * d[i];
        }
    }

    @Override
    public void productOfDifference(float[] out, float[] a, float[] b, float[] c, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * (b[i] - c[i]);
        }
    }

    @Override
    public void productOfRest(float[] out, float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * (1f - b[i]);
        }
    }

    @Override
    public void blend(float[] out, float[] z, float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = (1f - z[i]) * a[i] + z[i] * b[i];
        }
    }

    @Override
    public void clear(float[] out, int offset, int length) {
        Arrays.fill(out, offset, offset + length, 0f);
    }

    @Override
    public void copy(float[] from, int fromOffset, float[] to, int toOffset, int length) {
        System.arraycopy(from, fromOffset, to, toOffset, length);
    }

    @Override
    public void tile(float[] row, int offset, int length, int rows, float[] out) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(row, offset, out, r * length, length);
        }
    }

    @Override
    public void sumRows(float[] in, int rows, int length, float[] sums, int offset) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < length; j++) {
                sums[offset + j] += in[r * length + j];
            }
        }
    }

    @Override
    public double largest(float[] a, int offset, int length) {
        float largest = 0;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, Math.abs(a[i])); // NaN wins
        }
        return largest;
    }

    @Override
    public double sumOfSquares(float[] a, int offset, int length) {
        return FloatReductions.squaresInDouble(a, offset, length);
    }

    /** The square of a float is a normal double, or 0. */
    @Override
    public double norm(float[] a, int offset, int length) {
        return Math.sqrt(sumOfSquares(a, offset, length));
    }

    @Override
    public void scale(float[] a, int offset, int length, double by) {
        for (int i = offset; i < offset + length; i++) {
            a[i] = (float) (a[i] * by);
        }
    }

    @Override
    public int clamp(float[] a, int offset, int length, double bound) {
        float limit = (float) bound;
        int moved = 0;
        for (int i = offset; i < offset + length; i++) {
            float size = Math.abs(a[i]);
            if (size > limit && size < Float.POSITIVE_INFINITY) {
                a[i] = Math.copySign(limit, a[i]);
                moved++;
            }
        }
        return moved;
    }

    @Override
    public double roundoff() {
        return Math.ulp(1f) / 2;
    }

    @Override
    public Reductions<float[]> reductions() {
        return reductions.get();
    }

    @Override
    public void softmaxRows(float[] z, int rows, int columns) {
        softmax.rows(z, rows, columns);
    }

    @Override
    public double crossEntropy(float[] p, float[] labels, double clip, RowLosses rows, int columns) {
        return FloatLosses.crossEntropy(p, labels, (float) clip, rows, columns);
    }

    @Override
    public double binaryCrossEntropy(float[] p, float[] labels, double clip, RowLosses rows, int columns) {
        return FloatLosses.binaryCrossEntropy(p, labels, (float) clip, rows, columns);
    }

    @Override
    public double squaredError(float[] y, float[] labels, RowLosses rows, int columns) {
        return FloatLosses.squaredError(y, labels, rows, columns);
    }

    @Override
    public int length(float[] a) {
        return a.length;
    }

    @Override
    public double get(float[] a, int index) {
        return a[index];
    }

    @Override
    public void set(float[] a, int index, double value) {
        a[index] = (float) value;
    }
}
