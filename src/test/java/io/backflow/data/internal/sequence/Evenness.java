// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Tests whether counts could come from outcomes that are all equally likely. */
public final class Evenness {

    /** Standard normal quantile of 1 - 1e-6: one fair experiment in a million fails; with fixed seeds none flickers. */
    private static final double Z = 4.753;

    private Evenness() {}

    /** Asserts that Pearson's chi-square statistic is below its quantile by Wilson and Hilferty's approximation. */
    public static void assertEven(long... counts) {
        double expected = Arrays.stream(counts).average().orElseThrow();
        double statistic = Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        double freedom = counts.length - 1.0;
        double spread = 2 / (9 * freedom);
        double limit = freedom * Math.pow(1 - spread + Z * Math.sqrt(spread), 3);
        assertThat(statistic).as("chi-square of %s", Arrays.toString(counts)).isLessThan(limit);
    }
}
