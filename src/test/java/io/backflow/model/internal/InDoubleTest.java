// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class InDoubleTest {

    /** Over 2^24, where a count in float stands still and a sum of 0.1 has lost a hundredth. */
    private static final int MANY = (1 << 24) + 3;

    /** MANY additions in double, each off by 1.1e-16 of the sum so far at most. */
    private static final double ROUNDING = 2e-9;

    @Test
    void addsSixteenMillionFloatsAndCountsThem() {
        INDArray tenths = Nd4j.valueArrayOf(new long[] {MANY}, 0.1f, DataType.FLOAT);
        double sum = (double) MANY * 0.1f;
        assertThat(InDouble.sum(tenths)).isCloseTo(sum, within(ROUNDING * sum));
        assertThat(InDouble.sum(tenths.gt(0))).isEqualTo(MANY);
        double norm = Math.sqrt(MANY) * 0.1f;
        assertThat(InDouble.norm2(tenths)).isCloseTo(norm, within(ROUNDING * norm));
        assertThat(tenths.dataType()).as("left as it was").isEqualTo(DataType.FLOAT);
    }

    @Test
    void addsWhatWouldOverflowInFloat() {
        INDArray large = Nd4j.createFromArray(3e38f, 3e38f, -1f);
        assertThat(InDouble.sum(large)).isEqualTo(2 * (double) 3e38f - 1);
        assertThat(InDouble.norm2(large)).isFinite();
    }

    @Test
    void addsEveryShapeAndView() {
        INDArray matrix = Nd4j.arange(12).castTo(DataType.FLOAT).reshape('f', 3, 4);
        assertThat(InDouble.sum(matrix)).isEqualTo(66);
        assertThat(InDouble.sum(matrix.getColumn(1))).isEqualTo(3 + 4 + 5);
        assertThat(InDouble.sum(Nd4j.createFromArray(1.5, Double.NaN))).isNaN();
    }
}
