// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FiniteScanTest {

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "HALF"})
    void findsOneElementWhereverItIs(DataType type) {
        int length = 5000; // two whole tiles and a part
        INDArray flat = Nd4j.create(type, length);
        for (int i = 0; i < length; i++) {
            flat.putScalar(i, i % 2 == 0 ? 60000 : -60000); // near the largest number of the smallest type
        }
        assertThat(FiniteScan.isFinite(flat)).isTrue();
        for (int at : new int[] {0, 2047, 2048, 4095, 4096, 4999}) {
            double old = flat.getDouble(at);
            for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                flat.putScalar(at, value);
                assertThat(FiniteScan.isFinite(flat)).as("%s at %s", value, at).isFalse();
            }
            flat.putScalar(at, old);
        }
        assertThat(FiniteScan.isFinite(flat)).isTrue();
    }
}
