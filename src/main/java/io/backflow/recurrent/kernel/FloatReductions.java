package io.backflow.recurrent.kernel;

/**
 * Sums over {@code float[]} in lanes: the JIT does not vectorise a sum into one variable, but it does vectorise a sum of rows.
 *
 * <p>A lane adds at most a few hundred numbers in float before all lanes are added in double: relative error about 1e-6, and
 * enough for a measurement.
 */
final class FloatReductions {

    private static final int LANES = 128;

    /** So steep that any two neighbouring floats of gate size are on either side of it. */
    private static final float STEEP = 0x1p100f;

    private FloatReductions() {}

    static double sum(float[] a, int length) {
        float[] lanes = new float[LANES];
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int j = 0; j < LANES; j++) {
                lanes[j] = lanes[j] + a[i + j];
            }
        }
        double sum = total(lanes);
        for (int i = whole; i < length; i++) {
            sum += a[i];
        }
        return sum;
    }

    /** Scales by the largest element first: the square of a gradient that has vanished to 1e-30 is no float. */
    static double sumOfSquares(float[] a, int length) {
        float largest = largest(a, length);
        if (largest == 0 || !Float.isFinite(largest)) {
            return largest * largest;
        }
        float scale = Math.scalb(1f, -Math.max(Float.MIN_EXPONENT, Math.getExponent(largest)));
        float[] lanes = new float[LANES];
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int j = 0; j < LANES; j++) {
                float scaled = a[i + j] * scale;
                lanes[j] = lanes[j] + scaled * scaled;
            }
        }
        double sum = total(lanes);
        for (int i = whole; i < length; i++) {
            double scaled = a[i] * scale;
            sum += scaled * scaled;
        }
        return sum / ((double) scale * scale);
    }

    private static float largest(float[] a, int length) {
        float[] lanes = new float[LANES];
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int j = 0; j < LANES; j++) {
                lanes[j] = Math.max(lanes[j], Math.abs(a[i + j]));
            }
        }
        float largest = 0;
        for (float lane : lanes) {
            largest = Math.max(largest, lane);
        }
        for (int i = whole; i < length; i++) {
            largest = Math.max(largest, Math.abs(a[i]));
        }
        return largest;
    }

    /** Counts elements at or beyond either bound; NaN counts. */
    static int countOutside(float[] a, float lower, float upper, int length) {
        float[] lanes = new float[LANES];
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int j = 0; j < LANES; j++) {
                float x = a[i + j];
                float inside = Math.min(Math.min((x - lower) * STEEP, (upper - x) * STEEP), 1f);
                lanes[j] = lanes[j] + Math.max(inside, 0f);
            }
        }
        double inside = total(lanes);
        if (Double.isNaN(inside)) {
            whole = 0;
            inside = 0;
        }
        for (int i = whole; i < length; i++) {
            inside += a[i] > lower && a[i] < upper ? 1 : 0;
        }
        return length - (int) Math.round(inside);
    }

    private static double total(float[] lanes) {
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }
}
