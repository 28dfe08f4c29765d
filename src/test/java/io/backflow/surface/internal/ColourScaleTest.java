// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColourScaleTest {

    @Test
    void isEvenInTheLogarithm() {
        ColourScale scale = new ColourScale(1e-3, 1e3);
        assertThat(scale.share(1.0)).isCloseTo(0.5, within(1e-12));
        assertThat(scale.share(1e-3)).isZero();
        assertThat(scale.share(1e3)).isEqualTo(1.0);
        assertThat(scale.share(0.0)).isZero();
        assertThat(scale.share(Double.POSITIVE_INFINITY)).isEqualTo(1.0);
    }

    @Test
    void goesFromDarkToBright() {
        assertThat(ColourScale.at(0)).isEqualTo(new Color(0x440154));
        assertThat(ColourScale.at(1)).isEqualTo(new Color(0xfde725));
        int[] brightness = IntStream.rangeClosed(0, 100)
                .map(i -> brightness(ColourScale.at(i / 100.0)))
                .toArray();
        assertThat(brightness).isSorted();
    }

    /** As people see it, by the weights of ITU-R BT.601. */
    private static int brightness(Color colour) {
        return 299 * colour.getRed() + 587 * colour.getGreen() + 114 * colour.getBlue();
    }

    @Test
    void leavesOutTheSmallestHundredthAndWhatHasNoLogarithm() {
        DoubleStream values = IntStream.rangeClosed(1, 200).mapToDouble(i -> i <= 2 ? 1e-30 : i);
        assertThat(ColourScale.of(DoubleStream.concat(DoubleStream.of(0, -1, Double.NaN), values)))
                .isEqualTo(new ColourScale(3, 200));
        assertThat(ColourScale.of(DoubleStream.of(7, 7))).isEqualTo(new ColourScale(0.7, 7));
        assertThat(ColourScale.of(DoubleStream.of(0)).ticks()).isNotEmpty();
    }

    @Test
    void hasAFewTicks() {
        assertThat(new ColourScale(1e-2, 1e3).ticks())
                .containsExactly(ticks(0.01, 0.1, 1, 10, 100, 1000), within(1e-9));
        assertThat(new ColourScale(0.03, 0.6).ticks()).containsExactly(ticks(0.05, 0.1, 0.2, 0.5), within(1e-9));
        assertThat(new ColourScale(1e-30, 1.0).ticks()).hasSizeBetween(4, 8);
    }

    private static double[] ticks(double... values) {
        return values;
    }
}
