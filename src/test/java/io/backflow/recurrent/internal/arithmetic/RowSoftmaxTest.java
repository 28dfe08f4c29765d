// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.internal.vector.VectorModule;
import io.backflow.recurrent.internal.vector.WidthLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The softmax of floats, in plain loops and on vectors, against the definition in double. */
class RowSoftmaxTest {

    /** Three units in the last place of a float. */
    private static final double RELATIVE = 3 * 0x1p-23;

    /** What exp makes of a difference's rounding: so much for each 1 that a logit is below the highest. */
    private static final double OF_DIFFERENCE = 0x1p-24;

    private static final double SMALLEST = Float.MIN_VALUE;

    private static double tolerance(double probability, double below) {
        return probability * (RELATIVE + below * OF_DIFFERENCE) + SMALLEST;
    }

    private static List<RowSoftmax<float[]>> all;

    /** The plain one, and those on vectors of 4, 8 and 16 floats. */
    @BeforeAll
    static void make() throws ReflectiveOperationException {
        all = new ArrayList<>(List.of(FloatSoftmax::rows));
        if (VectorModule.products().isPresent()) {
            for (int bits : new int[] {128, 256, 512}) {
                all.add(WidthLoader.products(bits).softmax());
            }
        }
    }

    private static double[] expected(float[] z, int from, int columns) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < columns; j++) {
            highest = Math.max(highest, z[from + j]);
        }
        double[] p = new double[columns];
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            p[j] = Math.exp(z[from + j] - highest);
            sum += p[j];
        }
        for (int j = 0; j < columns; j++) {
            p[j] /= sum;
        }
        return p;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 15, 16, 17, 28, 64, 65, 1023, 2100})
    void rowsAreTheDefinition(int columns) {
        for (double spread : new double[] {0, 1e-3, 1, 10, 30}) {
            Random random = new Random(columns);
            float[] z = new float[3 * columns];
            for (int i = 0; i < z.length; i++) {
                z[i] = (float) (50 + spread * random.nextGaussian());
            }
            for (RowSoftmax<float[]> softmax : all) {
                float[] p = z.clone();
                softmax.rows(p, 3, columns);
                assertThat(beyondTolerance(p, z, columns))
                        .as("spread %s", spread)
                        .isNotPositive();
            }
        }
    }

    /** Returns by how much the worst probability is farther from the definition than it may be. */
    private static double beyondTolerance(float[] p, float[] z, int columns) {
        double worst = Double.NEGATIVE_INFINITY;
        for (int from = 0; from < p.length; from += columns) {
            double[] expected = expected(z, from, columns);
            for (int j = 0; j < columns; j++) {
                double e = expected[j];
                worst = Math.max(worst, Math.abs(p[from + j] - e) - tolerance(e, -Math.log(e)));
            }
        }
        return worst;
    }

    /** Down to where an exponential is no normal float any more, and then 0. */
    @Test
    void smallProbabilitiesAreNotLost() {
        for (float x = 0; x > -120; x -= 0.37f) {
            for (RowSoftmax<float[]> softmax : all) {
                float[] p = {0, x};
                softmax.rows(p, 1, 2);
                double e = Math.exp(x) / (1 + Math.exp(x));
                assertThat((double) p[1]).as("exp(%s)", x).isCloseTo(e, within(tolerance(e, -x)));
            }
        }
    }

    @Test
    void whatIsNotFiniteIsSeenInItsRowAlone() {
        for (RowSoftmax<float[]> softmax : all) {
            for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                float[] p = {1, broken, 2, 1, 1, 1};
                softmax.rows(p, 2, 3);
                assertThat(p).startsWith(Float.NaN, Float.NaN, Float.NaN);
                assertThat(p[3]).isCloseTo(1f / 3, within(1e-7f));
            }
            float[] p = {0, Float.NEGATIVE_INFINITY, -1e30f};
            softmax.rows(p, 1, 3);
            assertThat(p).containsExactly(1, 0, 0);
        }
    }
}
