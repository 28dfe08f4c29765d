// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Norms and products of the parts against parts that are written out. */
class GatePartsTest {

    /** A few hundred roundings. */
    private static final double ROUNDING = 1e-12;

    private static final int STEPS = 4;

    /** Fewer examples than units take the Gram matrices, more the part itself. */
    @ParameterizedTest(name = "{0} examples, {1} units")
    @CsvSource({"1, 1", "1, 5", "3, 4", "2, 7", "7, 2", "6, 5", "5, 5"})
    void agreeWithPartsThatAreWrittenOut(int batch, int units) {
        Random random = new Random(3);
        double[] h = random.doubles((long) STEPS * batch * units, -1, 1).toArray();
        double[] d = random.doubles((long) STEPS * batch * units, -1, 1).toArray();
        GateParts parts = new GateParts(STEPS, batch, units, h, d);
        double[][][] naive = new double[STEPS][units][units];
        double[][] total = new double[units][units];
        for (int k = 0; k < STEPS; k++) {
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < units; i++) {
                    for (int j = 0; j < units; j++) {
                        double part = h[(k * batch + b) * units + i] * d[(k * batch + b) * units + j];
                        naive[k][i][j] += part;
                        total[i][j] += part;
                    }
                }
            }
        }
        INDArray sum = parts.sum();
        double[] norms = parts.norms();
        double[] products = parts.productsWith(sum);
        for (int k = 0; k < STEPS; k++) {
            double squares = 0;
            double product = 0;
            for (int i = 0; i < units; i++) {
                for (int j = 0; j < units; j++) {
                    squares += naive[k][i][j] * naive[k][i][j];
                    product += naive[k][i][j] * total[i][j];
                    assertThat(sum.getDouble(i, j)).isCloseTo(total[i][j], within(ROUNDING));
                }
            }
            assertThat(norms[k]).isCloseTo(Math.sqrt(squares), within(ROUNDING));
            assertThat(products[k]).isCloseTo(product, within(ROUNDING));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 2"})
    void normsOfVanishedErrorsAreNotZeroBecauseTheirSquaresAre(int batch, int units) {
        double[] h = new Random(1).doubles((long) batch * units).toArray();
        double[] d = new Random(2).doubles((long) batch * units).toArray();
        double norm = new GateParts(1, batch, units, h, d).norms()[0];
        for (int i = 0; i < d.length; i++) {
            d[i] *= 1e-250;
        }
        assertThat(new GateParts(1, batch, units, h, d).norms()[0] / 1e-250).isCloseTo(norm, within(ROUNDING));
    }

    @Test
    void aPartOfNothingIsNothing() {
        assertThat(new GateParts(1, 2, 3, new double[6], new double[] {1, 1, 1, 1, 1, 1}).norms())
                .containsExactly(0);
    }

    @Test
    void examplesThatCancelOutLeaveRoundingAtMost() {
        double[] h = {0.1, 0.2, 0.3, 0.1, 0.2, 0.3};
        double[] d = {0.7, 0.5, 0.3, -0.7, -0.5, -0.3};
        assertThat(new GateParts(1, 2, 3, h, d).norms()[0]).isBetween(0.0, 1e-8);
    }
}
