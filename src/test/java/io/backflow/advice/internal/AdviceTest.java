// SPDX-License-Identifier: Apache-2.0
package io.backflow.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.advice.internal.Advice.Proposal;
import io.backflow.store.internal.RunStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceTest {

    private static Advice of(Double... norms) {
        return new Advice("t", "c", List.of(new SeedNorms(1, RunStatus.FINISHED, "", List.of(norms))));
    }

    private static Proposal proposal(Advice advice, String rule) {
        return advice.proposals().stream()
                .filter(each -> each.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thresholdsGoByTheMeanAndByPercentiles() {
        List<Double> norms = new ArrayList<>(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList());
        Collections.shuffle(norms, new Random(1));
        Advice advice = of(norms.toArray(Double[]::new));
        assertThat(advice.mean()).isEqualTo(50.5);
        assertThat(advice.proposals())
                .containsExactly(
                        new Proposal("mean x 0.5", 25.2, 0.75),
                        new Proposal("mean x 1", 50.5, 0.5),
                        new Proposal("mean x 2", 101.0, 0.0),
                        new Proposal("mean x 5", 252.0, 0.0),
                        new Proposal("mean x 10", 505.0, 0.0),
                        new Proposal("P50", 50.5, 0.5),
                        new Proposal("P90", 90.1, 0.1),
                        new Proposal("P95", 95.0, 0.05),
                        new Proposal("P99", 99.0, 0.01));
    }

    @ParameterizedTest
    @CsvSource({"0, 3.0", "25, 3.25", "50, 3.5", "99, 3.99", "100, 4.0"})
    void aPercentileLiesOnTheLineBetweenTheNorms(int percent, double expected) {
        assertThat(of(4.0, 3.0).percentile(percent)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void theShareIsThatOfTheThresholdAsItIsWritten(long seed) {
        Double[] norms = new Random(seed)
                .doubles(997)
                .map(x -> Math.exp(8 * x - 4))
                .boxed()
                .toArray(Double[]::new);
        Advice advice = of(norms);
        for (Proposal proposal : advice.proposals()) {
            long over = List.of(norms).stream()
                    .filter(norm -> norm > proposal.threshold())
                    .count();
            assertThat(proposal.share()).isEqualTo(over / 997.0, within(1e-12)); // a mean of zeros and ones
            assertThat(Double.toString(proposal.threshold())).hasSizeLessThan(9);
        }
        // Rounded to three digits, a threshold moves by at most half a percent, over which few of the norms are.
        assertThat(proposal(advice, "P90").share()).isCloseTo(0.1, within(0.01));
    }

    @Test
    void seedsThatDivergedAreLeftOutUnlessAllDid() {
        SeedNorms sound = new SeedNorms(1, RunStatus.FINISHED, "", List.of(1.0, 3.0));
        SeedNorms stopped = new SeedNorms(2, RunStatus.INTERRUPTED, "stopped", List.of(5.0));
        SeedNorms diverged = new SeedNorms(3, RunStatus.DIVERGED, "why", List.of(1e30));
        assertThat(new Advice("t", "c", List.of(sound, stopped, diverged)).mean())
                .isEqualTo(3.0);
        assertThat(new Advice("t", "c", List.of(diverged, diverged)).mean()).isEqualTo(1e30);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, Double.MAX_VALUE})
    void whatIsNoThresholdIsNotProposed(double norm) {
        assertThat(of().proposals()).isEmpty();
        assertThat(of(norm, norm).proposals())
                .allSatisfy(proposal ->
                        assertThat(proposal.threshold()).isPositive().isFinite());
    }
}
