// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ScaleTest {

    private static List<String> labels(boolean isLogarithmic, double... values) {
        Scale scale = Scale.of(DoubleStream.of(values), isLogarithmic);
        assertThat(scale.low()).isLessThan(scale.high());
        return scale.ticks().stream().map(scale::label).toList();
    }

    @Test
    void ticksAreRoundNumbers() {
        assertThat(labels(false, 0, 0.93)).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(labels(false, 0, 9_999)).containsExactly("0", "2000", "4000", "6000", "8000", "10000");
        assertThat(labels(false, 3, 3)).contains("3");
        assertThat(labels(false)).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(labels(false, Double.NaN, -2, 4, Double.POSITIVE_INFINITY))
                .startsWith("-2")
                .endsWith("4");
    }

    @Test
    void logarithmsHavePowersOfTenOrTwosAndFives() {
        assertThat(labels(true, -3, 2.1)).containsExactly("0.001", "0.01", "0.1", "1", "10", "100", "1000");
        assertThat(labels(true, Math.log10(3.1), Math.log10(4))).containsExactly("2", "5");
        assertThat(labels(true, Math.log10(0.9), Math.log10(1.4))).containsExactly("0.5", "1", "2");
        assertThat(labels(true, 0, 0)).containsExactly("1", "2");
        assertThat(labels(true, -30, 30)).startsWith("1e-30").hasSizeLessThan(9);
        assertThat(labels(true, Double.NaN)).isNotEmpty();
    }

    @Test
    void filesHaveNamesThatEveryFileSystemTakes() {
        Set<String> taken = new HashSet<>();
        assertThat(Images.fileName("a/b <c>-(model)", taken)).isEqualTo("a-b-c-model");
        assertThat(Images.fileName("A b c model", taken)).isEqualTo("A-b-c-model-2");
        assertThat(Images.fileName("../..", taken)).isEqualTo("chart");
        assertThat(Images.fileName("x".repeat(300), taken)).hasSize(80);
    }
}
