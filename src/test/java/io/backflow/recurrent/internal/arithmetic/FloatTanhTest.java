// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every float up to 40, for the error and for the order. The hyperbolic tangent is odd in every operation, so its other
 * half follows.
 */
class FloatTanhTest {

    private static final int BLOCK = 1 << 16;
    private static final int NODE = 64;

    /** Up to here the true tanh rounds to x itself. */
    private static final float SMALL = 0x1p-15f;

    /** Up to here the true sigmoid rounds to 1/2. */
    private static final float TINY = 0x1p-25f;

    /** All is clamped from here on; infinity is looked at apart. */
    private static final float LARGE = 40f;

    @Test
    void tanhIsWithinItsStatedErrorOfTheTrueValue() {
        Worst worst = sweep(z -> FloatTanh.tanh(z, z.length), Truth.TANH, 1, SMALL, LARGE);
        assertThat(worst.errorInUlp).isLessThan(FloatTanh.TANH_MAX_ULP).isGreaterThan(FloatTanh.TANH_MAX_ULP - 0.1);
        assertThat(worst.stepBackInUlp).isEqualTo(FloatTanh.TANH_MAX_STEP_BACK_ULP);
    }

    /** Down to 2^-30 all floats: these stand for the rest, as every operation scales with x by then. */
    @Test
    void tanhIsTheIdentityUpToTheSmallFloats() {
        float[] x = new float[BLOCK];
        int last = Float.floatToIntBits(SMALL);
        for (int from = Float.floatToIntBits(0x1p-30f); from < last; from += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                x[i] = Float.intBitsToFloat(from + i);
            }
            float[] z = x.clone();
            FloatTanh.tanh(z, z.length);
            assertThat(Arrays.mismatch(z, x)).isEqualTo(-1);
        }
        for (float tiny = 4 * Float.MIN_NORMAL; tiny < SMALL; tiny *= 1.7f) {
            float[] z = {tiny, -tiny};
            FloatTanh.tanh(z, 2);
            assertThat(z).containsExactly(tiny, -tiny);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void sigmoidIsWithinItsStatedErrorOfTheTrueValue(int sign) {
        Worst worst = sweep(z -> FloatTanh.sigmoid(z, z.length), Truth.SIGMOID, sign, TINY, LARGE);
        assertThat(worst.error).isLessThan(FloatTanh.SIGMOID_MAX_ERROR);
        assertThat(worst.stepBack).isEqualTo(FloatTanh.SIGMOID_MAX_STEP_BACK);
        if (sign > 0) {
            assertThat(worst.error).isGreaterThan(FloatTanh.SIGMOID_MAX_ERROR - 0.1 * 0x1p-24);
        }
    }

    @Test
    void areExactAtZeroAndBeyondTheClamps() {
        float[] x = {0f, -0f, FloatTanh.CLAMP, 1e10f, Float.POSITIVE_INFINITY, -FloatTanh.CLAMP, Float.NEGATIVE_INFINITY
        };
        float[] tanh = x.clone();
        FloatTanh.tanh(tanh, x.length);
        assertThat(tanh).containsExactly(0f, -0f, 1f, 1f, 1f, -1f, -1f);
        float[] sigmoid = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            sigmoid[i] = 2 * x[i];
        }
        FloatTanh.sigmoid(sigmoid, x.length);
        assertThat(sigmoid).containsExactly(0.5f, 0.5f, 1f, 1f, 1f, 0f, 0f);
    }

    @Test
    void keepNanAndAddTheBiasFirst() {
        float[] z = {Float.NaN, 1f};
        FloatTanh.tanh(z, new float[] {0f, 2f}, 2);
        assertThat(z[0]).isNaN();
        assertThat(z[1]).isEqualTo((float) Math.tanh(3), within(1e-6f));
        float[] s = {Float.NaN, 1f};
        FloatTanh.sigmoid(s, new float[] {0f, 2f}, 2);
        assertThat(s[0]).isNaN();
        assertThat((double) s[1]).isEqualTo(1 / (1 + Math.exp(-3)), within(1e-6));
    }

    /** What the largest error and the largest step back over all floats of a range were. */
    private static final class Worst {

        double error;
        double errorInUlp;
        double stepBack;
        double stepBackInUlp;
        private double highest = Double.NEGATIVE_INFINITY;

        void add(float y, double exact, double ulp) {
            double off = Math.abs(y - exact);
            error = Math.max(error, off);
            if (off > errorInUlp * ulp) {
                errorInUlp = off / ulp;
            }
            if (y < highest) {
                stepBack = Math.max(stepBack, highest - y);
                stepBackInUlp = Math.max(stepBackInUlp, (highest - y) / Math.ulp(y));
            } else {
                highest = y;
            }
        }
    }

    /** A function in double precision, with its derivatives in terms of its value. */
    private record Truth(DoubleUnaryOperator value, DoubleUnaryOperator slope, DoubleUnaryOperator curvature) {

        static final Truth TANH = new Truth(Math::tanh, y -> 1 - y * y, y -> -2 * y * (1 - y * y));
        static final Truth SIGMOID =
                new Truth(x -> 1 / (1 + Math.exp(-x)), y -> y * (1 - y), y -> y * (1 - y) * (1 - 2 * y));
    }

    /** Goes upwards in x, whatever the sign. */
    private static Worst sweep(Consumer<float[]> function, Truth truth, int sign, float low, float high) {
        int first = Float.floatToIntBits(low);
        int last = Float.floatToIntBits(high);
        Worst worst = new Worst();
        float[] x = new float[BLOCK];
        float[] z = new float[BLOCK];
        for (int from = first; from < last; from += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                int bits = sign > 0 ? from + i : last - (from - first) - i;
                x[i] = sign * Float.intBitsToFloat(bits);
                z[i] = x[i];
            }
            function.accept(z);
            for (int node = 0; node < BLOCK; node += NODE) {
                compare(x, z, node, truth, worst);
            }
        }
        return worst;
    }

    /**
     * The true values from a Taylor polynomial around every 64th float: with steps below 2^-17 x it is off by less than
     * 1e-4 ulp. Of the ulp in such a run the smallest counts.
     */
    private static void compare(float[] x, float[] z, int node, Truth truth, Worst worst) {
        double y = truth.value().applyAsDouble(x[node]);
        double slope = truth.slope().applyAsDouble(y);
        double half = truth.curvature().applyAsDouble(y) / 2;
        double width = (double) x[node + NODE - 1] - x[node];
        double ulp = Math.ulp((float) Math.min(y, y + width * slope));
        for (int i = node; i < node + NODE; i++) {
            double h = (double) x[i] - x[node];
            worst.add(z[i], y + h * (slope + h * half), ulp);
        }
    }
}
