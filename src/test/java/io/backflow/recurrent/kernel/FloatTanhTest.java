package io.backflow.recurrent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every float from 2^-15 to 40 for the order, every 37th for the error: the function is odd, so the other half follows. Below, the true value
 * rounds to x itself, and so does the fraction.
 */
class FloatTanhTest {

    private static final int BLOCK = 1 << 16;

    @Test
    void tanhIsWithinItsStatedErrorOfTheTrueValue() {
        double[] worst = new double[2];
        sweep(z -> FloatTanh.tanh(z, z.length), Math::tanh, 1, (x, y, exact, highest) -> {
            double ulp = Math.ulp((float) exact);
            worst[0] = Math.max(worst[0], Math.abs(y - exact) / ulp);
            worst[1] = Math.max(worst[1], (highest - y) / ulp);
        });
        assertThat(worst[0]).isLessThan(FloatTanh.TANH_MAX_ULP).isGreaterThan(FloatTanh.TANH_MAX_ULP - 1);
        assertThat(worst[1]).isLessThanOrEqualTo(FloatTanh.TANH_MAX_STEP_BACK_ULP);
    }

    @Test
    void sigmoidIsWithinItsStatedErrorOfTheTrueValue() {
        for (int sign : new int[] {1, -1}) {
            double[] worst = new double[2];
            sweep(z -> FloatTanh.sigmoid(z, z.length), x -> 1 / (1 + Math.exp(-x)), sign, (x, y, exact, highest) -> {
                worst[0] = Math.max(worst[0], Math.abs(y - exact));
                worst[1] = Math.max(worst[1], highest - y);
            });
            assertThat(worst[0]).as("sign %d", sign).isLessThan(FloatTanh.SIGMOID_MAX_ERROR);
            assertThat(worst[1]).as("sign %d", sign).isLessThan(2 * FloatTanh.SIGMOID_MAX_ERROR);
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

    @Test
    void isTheIdentityNearZero() {
        for (float x = 4 * Float.MIN_NORMAL; x < 0x1p-15f; x *= 1.7f) {
            float[] z = {x, -x};
            FloatTanh.tanh(z, 2);
            assertThat(z).containsExactly(x, -x);
        }
    }

    private interface Check {
        void accept(float x, float y, double exact, double highest);
    }

    private static void sweep(Consumer<float[]> function, DoubleUnaryOperator exact, int sign, Check check) {
        int first = Float.floatToIntBits(0x1p-15f);
        int last = Float.floatToIntBits(40f);
        double highest = Double.NEGATIVE_INFINITY;
        float[] z = new float[BLOCK];
        float[] x = new float[BLOCK];
        for (int from = first; from < last; from += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                // Upwards in x, whatever the sign.
                int bits = sign > 0 ? from + i : last - (from - first) - i;
                x[i] = sign * Float.intBitsToFloat(bits);
                z[i] = x[i];
            }
            function.accept(z);
            // Every float counts for the order; the slower comparison with the true value takes every 37th.
            for (int i = 0; i < BLOCK; i++) {
                highest = Math.max(highest, z[i]);
                if ((from + i) % 37 == 0) {
                    check.accept(x[i], z[i], exact.applyAsDouble(x[i]), highest);
                }
            }
        }
    }
}
