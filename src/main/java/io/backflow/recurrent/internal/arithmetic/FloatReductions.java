// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.Arrays;

/**
 * Sums over {@code float[]} in as many lanes as fit the fastest cache with room to spare: one piece after another is
 * copied aside, and added lane by lane.
 *
 * <p>The JIT vectorises neither a sum into one variable nor a loop whose operands are shifted against each other; it
 * does vectorise the sum of two arrays at the same index. The lanes' sum is then taken by halving. Relative error about
 * 4e-6 at worst, since a lane is emptied after {@value #PIECES} additions.
 */
final class FloatReductions implements Reductions<float[]> {

    private static final int LANES = 512;

    /** How many pieces go into the lanes before they are emptied into a double. */
    private static final int PIECES = 64;

    /** From here down, halving costs more than adding. */
    private static final int FEW = 96;

    /** Where squares in float are safe: their sum is neither made of denormals nor near the largest float. */
    private static final double SMALLEST_SAFE = 1e-20;

    private static final double LARGEST_SAFE = 1e30;

    /** Tells what lies on a bound to be outside. */
    private static final float ON_THE_BOUND = 1e-30f;

    private final float[] lanes = new float[LANES];
    private final float[] piece = new float[LANES];
    private final float[] upper = new float[LANES / 2];

    /** Adds what is in {@link #piece} to {@link #lanes}. */
    private interface Addition {

        void add(float[] piece, float[] lanes, int count);
    }

    private double reduce(float[] a, int offset, int length, Addition addition) {
        double sum = 0;
        int filled = 0;
        Arrays.fill(lanes, 0);
        for (int from = 0; from < length; from += LANES) {
            int count = Math.min(LANES, length - from);
            System.arraycopy(a, offset + from, piece, 0, count);
            addition.add(piece, lanes, count);
            filled++;
            if (filled == PIECES) {
                sum += fold();
                Arrays.fill(lanes, 0);
                filled = 0;
            }
        }
        return sum + fold();
    }

    @Override
    public double norm(float[] a, int offset, int length) {
        return Math.sqrt(sumOfSquares(a, offset, length));
    }

    /** Returns the sum of the squares; of any finite floats, without overflow or underflow. */
    private double sumOfSquares(float[] a, int offset, int length) {
        if (length < LANES) { // the lanes cost more than they bring
            return squaresInDouble(a, offset, length);
        }
        double fast = reduce(a, offset, length, FloatReductions::addSquares);
        // A gradient that has vanished to 1e-30 has no square in float.
        return fast > SMALLEST_SAFE && fast < LARGEST_SAFE ? fast : squaresInDouble(a, offset, length);
    }

    /** Returns the sum of squares, four at a time, because each addition waits for the one before. */
    static double squaresInDouble(float[] a, int offset, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = offset;
        for (; i <= offset + length - 4; i += 4) {
            s0 += (double) a[i] * a[i];
            s1 += (double) a[i + 1] * a[i + 1];
            s2 += (double) a[i + 2] * a[i + 2];
            s3 += (double) a[i + 3] * a[i + 3];
        }
        for (; i < offset + length; i++) {
            s0 += (double) a[i] * a[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static void addSquares(float[] piece, float[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = lanes[i] + piece[i] * piece[i];
        }
    }

    @Override
    public double sum(float[] a, int length) {
        return reduce(a, 0, length, FloatReductions::add);
    }

    private static void add(float[] piece, float[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = lanes[i] + piece[i];
        }
    }

    @Override
    public int countOutside(float[] a, double lower, double upper, int length) {
        if (Double.isInfinite(lower) && Double.isInfinite(upper)) {
            return 0;
        }
        float low = (float) lower;
        float high = (float) upper;
        double balance = Double.isInfinite(upper)
                ? reduce(a, 0, length, (piece, lanes, count) -> addSigns(piece, lanes, count, low))
                : reduce(a, 0, length, (piece, lanes, count) -> addSigns(piece, lanes, count, low, high));
        if (Double.isNaN(balance)) {
            return countOneByOne(a, low, high, length);
        }
        return (int) Math.round((length - balance) / 2);
    }

    /** Adds 1 for elements inside, -1 for others: a division is the cheapest comparison that is vectorised. */
    private static void addSigns(float[] piece, float[] lanes, int count, float low, float high) {
        for (int i = 0; i < count; i++) {
            float inside = (piece[i] - low) * (high - piece[i]) - ON_THE_BOUND;
            lanes[i] = lanes[i] + inside / Math.abs(inside);
        }
    }

    private static void addSigns(float[] piece, float[] lanes, int count, float low) {
        for (int i = 0; i < count; i++) {
            float inside = piece[i] - low - ON_THE_BOUND;
            lanes[i] = lanes[i] + inside / Math.abs(inside);
        }
    }

    private static int countOneByOne(float[] a, float lower, float upper, int length) {
        int inside = 0;
        for (int i = 0; i < length; i++) {
            inside += a[i] > lower && a[i] < upper ? 1 : 0;
        }
        return length - inside;
    }

    @Override
    public int countLarge(float[] a, double bound, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += Math.abs(a[i]) >= bound ? 1 : 0;
        }
        return count;
    }

    @Override
    public Ranks<float[]> ranks() {
        return new FloatRanks();
    }

    /** Returns the sum of the lanes, and leaves them in disorder. */
    private double fold() {
        int left = LANES;
        while (left > FEW) {
            left /= 2;
            System.arraycopy(lanes, left, upper, 0, left);
            add(upper, lanes, left);
        }
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int i = 0; i < left; i += 4) {
            s0 += lanes[i];
            s1 += lanes[i + 1];
            s2 += lanes[i + 2];
            s3 += lanes[i + 3];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
