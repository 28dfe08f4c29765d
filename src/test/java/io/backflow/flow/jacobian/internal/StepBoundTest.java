// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.cell.LstmCell;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound of one step at both ends of the range of double, where the fourth powers in its formula do not fit. */
class StepBoundTest {

    private static double bound(double size) {
        LstmCell cell = new LstmCell(Activation.TANH, Activation.SIGMOID);
        RecurrentWeights weights = RecurrentWeights.of(cell, 1, new double[4], new double[0]);
        StepJacobian step = StepJacobian.zero(weights);
        for (double[] gain : step.hiddenGain) {
            gain[0] = 0.5 * size;
        }
        for (double[] gain : step.cellGain) {
            gain[0] = 0.25 * size;
        }
        step.cellToHidden[0] = 0.75 * size;
        step.cellToCell[0] = size;
        double[] sigma = new double[4];
        Arrays.fill(sigma, 1);
        return step.bound(sigma);
    }

    /** By powers of 2, which are exact: to the last bit. */
    @ParameterizedTest(name = "2^{0}")
    @ValueSource(ints = {1, 200, 300, 1000, -200, -300, -1000})
    void growsWithTheStep(int exponent) {
        assertThat(bound(Math.scalb(1.0, exponent))).isEqualTo(Math.scalb(bound(1), exponent));
    }
}
