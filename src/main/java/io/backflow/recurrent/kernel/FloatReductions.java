package io.backflow.recurrent.kernel;

/**
 * Sums over {@code float[]} by halving: the upper half is copied aside and added to the lower one, until little is left.
 *
 * <p>The JIT vectorises neither a sum into one variable nor a loop whose operands are shifted against each other; it does vectorise
 * the sum of two arrays at the same index. Pairwise sums are accurate as well: relative error about 1e-6 at worst.
 */
final class FloatReductions implements Reductions<float[]> {

    /** From here down, halving costs more than adding. */
    private static final int FEW = 96;

    /** Where squares in float are safe: their sum is neither made of denormals nor near the largest float. */
    private static final double SMALLEST_SAFE = 1e-20;

    private static final double LARGEST_SAFE = 1e30;

    /** Tells what lies on a bound to be outside. */
    private static final float ON_THE_BOUND = 1e-30f;

    private final float[] sums;
    private final float[] upper;

    FloatReductions(int length) {
        sums = new float[length];
        upper = new float[length];
    }

    @Override
    public double sumOfSquares(float[] a, int length) {
        square(a, length);
        double fast = fold(length);
        if (fast > SMALLEST_SAFE && fast < LARGEST_SAFE) {
            return fast;
        }
        // A gradient that has vanished to 1e-30 has no square in float.
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (double) a[i] * a[i];
        }
        return sum;
    }

    private void square(float[] a, int length) {
        float[] out = sums;
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * a[i];
        }
    }

    @Override
    public double sum(float[] a, int length) {
        System.arraycopy(a, 0, sums, 0, length);
        return fold(length);
    }

    @Override
    public int countOutside(float[] a, double lower, double upper, int length) {
        if (Double.isInfinite(lower) && Double.isInfinite(upper)) {
            return 0;
        }
        if (Double.isInfinite(upper)) {
            signs(a, (float) lower, length);
        } else {
            signs(a, (float) lower, (float) upper, length);
        }
        double balance = fold(length);
        if (Double.isNaN(balance)) {
            return countOneByOne(a, (float) lower, (float) upper, length);
        }
        return (int) Math.round((length - balance) / 2);
    }

    /** Writes 1 for elements inside, -1 for others: a division is the cheapest comparison that is vectorised. */
    private void signs(float[] a, float low, float high, int length) {
        float[] out = sums;
        for (int i = 0; i < length; i++) {
            float inside = (a[i] - low) * (high - a[i]) - ON_THE_BOUND;
            out[i] = inside / Math.abs(inside);
        }
    }

    private void signs(float[] a, float low, int length) {
        float[] out = sums;
        for (int i = 0; i < length; i++) {
            float inside = a[i] - low - ON_THE_BOUND;
            out[i] = inside / Math.abs(inside);
        }
    }

    private static int countOneByOne(float[] a, float lower, float upper, int length) {
        int inside = 0;
        for (int i = 0; i < length; i++) {
            inside += a[i] > lower && a[i] < upper ? 1 : 0;
        }
        return length - inside;
    }

    /** Returns the sum of what is in {@link #sums}. */
    private double fold(int length) {
        double odd = 0;
        int left = length;
        while (left > FEW) {
            int half = left / 2;
            if (left % 2 == 1) {
                odd += sums[left - 1];
            }
            System.arraycopy(sums, half, upper, 0, half);
            add(sums, upper, half);
            left = half;
        }
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= left - 4; i += 4) {
            s0 += sums[i];
            s1 += sums[i + 1];
            s2 += sums[i + 2];
            s3 += sums[i + 3];
        }
        for (; i < left; i++) {
            s0 += sums[i];
        }
        return odd + ((s0 + s1) + (s2 + s3));
    }

    private static void add(float[] to, float[] from, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = to[i] + from[i];
        }
    }
}
