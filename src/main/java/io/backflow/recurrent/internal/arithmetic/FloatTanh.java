// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * The hyperbolic tangent and the logistic function on {@code float[]} as rational functions, in loops that the JIT
 * vectorises.
 *
 * <p>With {@code t = tanh(x/2) = a/q}, where {@code a = x p(x^2)} and p, q are cubic in {@code x^2}, the double-angle
 * formula gives
 *
 * <pre>{@code
 * tanh(x) = 2 t / (1 + t^2) = 2 a q / (q^2 + a^2)
 * }</pre>
 *
 * with a single division. The detour pays twice: p and q need only cover half the range, and a rounding error in t is
 * damped by {@code (1 - t^2) / (1 + t^2)}, so that the function is quiet where it saturates. The coefficients are a
 * minimax fit of {@code tanh(x/2) / x} on [0, 9.02] with p(0) = 1/2, relative error 2.4e-8.
 *
 * <p>Over all floats tanh is within {@link #TANH_MAX_ULP} ulp (5.37 were found), exact at 0, and exactly 1 from
 * {@link #CLAMP} on. The logistic function is within {@link #SIGMOID_MAX_ERROR} absolutely (2.245 x 2^-24 were found),
 * which is as many ulp where the result is 1/2 and more; below, an ulp shrinks with the result and the error does not.
 * It is exactly 1/2 at 0 and exactly 0 and 1 from twice the clamp on. NaN stays NaN. The tests go through every float
 * up to 40, from 2^-30 and 2^-25: below, the results are x and 1/2.
 *
 * <p>Both rise but for their rounding: the result can be below that of a smaller float by up to
 * {@link #TANH_MAX_STEP_BACK_ULP} ulp, and {@link #SIGMOID_MAX_STEP_BACK}. Rounding it to a coarser grid does not mend
 * that, as there are always floats at which noise decides between two points of the grid. Operations that each rise
 * with x would, such as {@code 1 - 2/(e + 1)} with e a power of a polynomial with positive coefficients, but there
 * would be about twice as many, and another form is needed near 0.
 */
public final class FloatTanh {

    /** From here on the result is exactly 1: the true value is within 1.1e-8 of it. */
    public static final float CLAMP = 9.17f;

    /** Largest error of tanh over all floats, in units in the last place of the true value rounded to float. */
    static final double TANH_MAX_ULP = 5.4;

    /** How far tanh of a float can fall below tanh of a smaller one, in ulp. */
    static final double TANH_MAX_STEP_BACK_ULP = 5;

    /** Largest absolute error of the logistic function over all floats: 2.3 ulp of 1/2. */
    static final double SIGMOID_MAX_ERROR = 2.3 * 0x1p-24;

    /** How far the logistic function of a float can fall below that of a smaller one. */
    static final double SIGMOID_MAX_STEP_BACK = 2 * 0x1p-24;

    public static final float P0 = 0.5f;
    public static final float P1 = 0.01574435f;
    public static final float P2 = 7.9901394e-5f;
    public static final float P3 = 4.2901306e-8f;
    public static final float Q1 = 0.11482197f;
    public static final float Q2 = 0.0013949957f;
    public static final float Q3 = 2.733957e-6f;

    private FloatTanh() {}

    static void tanh(float[] z, int length) {
        for (int i = 0; i < length; i++) {
            float x = Math.max(-CLAMP, Math.min(CLAMP, z[i]));
            float u = x * x;
            float a = x * (((P3 * u + P2) * u + P1) * u + P0);
            float q = ((Q3 * u + Q2) * u + Q1) * u + 1f;
            float aq = a * q;
            z[i] = Math.max(-1f, Math.min(1f, (aq + aq) / (q * q + a * a)));
        }
    }

    static void tanh(float[] z, float[] bias, int length) {
        for (int i = 0; i < length; i++) {
            float x = Math.max(-CLAMP, Math.min(CLAMP, z[i] + bias[i]));
            float u = x * x;
            float a = x * (((P3 * u + P2) * u + P1) * u + P0);
            float q = ((Q3 * u + Q2) * u + Q1) * u + 1f;
            float aq = a * q;
            z[i] = Math.max(-1f, Math.min(1f, (aq + aq) / (q * q + a * a)));
        }
    }

    /** {@code sigmoid(x) = 1/2 + tanh(x/2)/2 = 1/2 + a q / (q^2 + a^2)}, with the polynomials taken at x/2. */
    static void sigmoid(float[] z, float[] bias, int length) {
        for (int i = 0; i < length; i++) {
            float x = Math.max(-CLAMP, Math.min(CLAMP, 0.5f * (z[i] + bias[i])));
            float u = x * x;
            float a = x * (((P3 * u + P2) * u + P1) * u + P0);
            float q = ((Q3 * u + Q2) * u + Q1) * u + 1f;
            z[i] = Math.max(0f, Math.min(1f, 0.5f + a * q / (q * q + a * a)));
        }
    }

    static void sigmoid(float[] z, int length) {
        for (int i = 0; i < length; i++) {
            float x = Math.max(-CLAMP, Math.min(CLAMP, 0.5f * z[i]));
            float u = x * x;
            float a = x * (((P3 * u + P2) * u + P1) * u + P0);
            float q = ((Q3 * u + Q2) * u + Q1) * u + 1f;
            z[i] = Math.max(0f, Math.min(1f, 0.5f + a * q / (q * q + a * a)));
        }
    }
}
