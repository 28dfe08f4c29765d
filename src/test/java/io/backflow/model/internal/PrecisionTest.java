// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class PrecisionTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void floorOfFloatIsTheNearestOneBelow(long seed) {
        Random random = new Random(seed);
        Precision precision = Precision.of(DataType.FLOAT);
        for (int i = 0; i < 2000; i++) {
            double value = random.nextDouble() * Math.pow(2, random.nextInt(280) - 152);
            float nearest = (float) value;
            double expected = nearest > value ? Math.nextDown(nearest) : nearest;
            assertThat(precision.floor(value)).isEqualTo(Math.min(expected, Float.MAX_VALUE));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"HALF", "BFLOAT16"})
    void floorCanBeStoredAndIsNotOver(DataType type) {
        Random random = new Random(7);
        Precision precision = Precision.of(type);
        for (int i = 0; i < 500; i++) {
            double value = random.nextDouble() * Math.pow(2, random.nextInt(36) - 20);
            double floor = precision.floor(value);
            assertThat(Nd4j.scalar(floor).castTo(type).getDouble(0)).isEqualTo(floor);
            assertThat(floor).isLessThanOrEqualTo(value);
            // The neighbour above is at most 2 roundoffs away, or one subnormal step.
            double step = Math.max(
                    2 * precision.roundoff() * value, Math.scalb(1.0, precision.minExponent() - precision.bits() + 1));
            assertThat(value - floor).isLessThanOrEqualTo(step);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "HALF", "BFLOAT16"})
    void floorStaysFinite(DataType type) {
        Precision precision = Precision.of(type);
        assertThat(precision.floor(Double.POSITIVE_INFINITY)).isEqualTo(precision.max());
        assertThat(precision.floor(precision.max())).isEqualTo(precision.max());
        assertThat(precision.floor(0.0)).isZero();
        assertThat(precision.floor(1.0)).isEqualTo(1.0);
        assertThat(precision.floor(Double.MIN_VALUE)).isIn(0.0, Double.MIN_VALUE);
    }
}
