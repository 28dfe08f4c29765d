// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleLagsTest {

    /** Squared errors by example and step: ends 3, 1, 2, and an example without any. */
    private static final double[][] SQUARES = {{1, 4, 9, 16}, {9, 25, 0, 0}, {4, 4, 1, 0}, {7, 7, 7, 7}};

    private static final int[] ENDS = {3, 1, 2, -1};

    private static double[] norms(int[] ends, int firstStep) {
        return norms(ends, firstStep, 1);
    }

    private static double[] norms(int[] ends, int firstStep, double size) {
        return ExampleLags.norms((step, example) -> size * Math.sqrt(SQUARES[example][step]), ends, firstStep);
    }

    /** By powers of 2, which are exact: 1e301 and 1e-301. */
    @ParameterizedTest
    @ValueSource(ints = {1000, -1000})
    void holdsOverTheWholeRange(int exponent) {
        double size = Math.scalb(1.0, exponent);
        double[] expected =
                Arrays.stream(norms(ENDS, 0)).map(norm -> norm * size).toArray();
        assertThat(norms(ENDS, 0, size)).containsExactly(expected, within(1e-14 * size));
    }

    @Test
    void comparesTheExamplesThatReachALagWithThemselves() {
        double atTheEnds = 16 + 25 + 1;
        assertThat(norms(ENDS, 0))
                .as("two of three reach back two steps, and one three")
                .containsExactly(
                        new double[] {
                            Math.sqrt(atTheEnds),
                            Math.sqrt(9 + 9 + 4),
                            Math.sqrt(atTheEnds) * Math.sqrt((4 + 4) / (16.0 + 1))
                        },
                        within(1e-14));
        assertThat(norms(ENDS, 1)).as("the backward pass ended at step 1").hasSize(2);
        assertThat(norms(ENDS, 2)).as("the example that ends before is out").hasSize(2);
    }

    @Test
    void isNothingWithoutAnyError() {
        assertThat(norms(new int[] {-1, -1, -1, -1}, 0)).isEmpty();
    }
}
