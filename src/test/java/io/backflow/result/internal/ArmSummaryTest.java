// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.profile.DecayFit;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArmSummaryTest {

    private static RunSummary run(String cell, long seed, double metric, double norm) {
        return new RunSummary(
                "task",
                cell,
                "none",
                seed,
                Double.isNaN(metric) ? RunStatus.DIVERGED : RunStatus.FINISHED,
                "",
                10,
                100,
                Metric.ACCURACY,
                Double.isNaN(metric) ? Map.of() : Map.of("accuracy", metric, "loss", 1.0),
                norm,
                0.25 * seed,
                seed,
                FlowSummary.NONE,
                2.0 * seed);
    }

    private static ArmSummary arm(double[] metrics, double[] norms) {
        return new ArmSummary(IntStream.range(0, metrics.length)
                .mapToObj(i -> run("lstm", i + 1, metrics[i], norms[i]))
                .toList());
    }

    @Test
    void givesMeanSampleDeviationAndMedian() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32.
        double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
        ArmSummary arm = arm(values, new double[] {9, 1, 8, 2, 7, 3, 6, 4});
        assertThat(arm.mean()).isEqualTo(5.0);
        assertThat(arm.standardDeviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(arm.layerNorm()).isEqualTo(5.0);
        assertThat(arm(new double[] {1, 1, 1}, new double[] {3, 1, 2}).layerNorm())
                .isEqualTo(2.0);
        assertThat(arm.shareClipped()).isEqualTo(0.25 * 4.5);
        assertThat(arm.nonFinite()).isEqualTo(36);
        assertThat(arm.seconds()).isEqualTo(9.0);
    }

    @Test
    void oneSeedHasNoDeviation() {
        ArmSummary arm = arm(new double[] {0.5}, new double[] {0.1});
        assertThat(arm.mean()).isEqualTo(0.5);
        assertThat(arm.standardDeviation()).isNaN();
        assertThat(arm.layerNorm()).isEqualTo(0.1);
    }

    @Test
    void aRunWithoutAFigureIsNotLeftOutOfTheMean() {
        ArmSummary arm = arm(new double[] {0.5, Double.NaN, 0.7}, new double[] {1, Double.NaN, 3});
        assertThat(arm.mean()).isNaN();
        assertThat(arm.standardDeviation()).isNaN();
        assertThat(arm.count(RunStatus.FINISHED)).isEqualTo(2);
        assertThat(arm.count(RunStatus.DIVERGED)).isEqualTo(1);
    }

    @Test
    void aRunWithoutAFiniteNormCountsAsTheLargest() {
        double[] metrics = {0, 0, 0};
        assertThat(arm(metrics, new double[] {1, Double.NaN, 3}).layerNorm()).isEqualTo(3.0);
        assertThat(arm(metrics, new double[] {1, Double.NaN, Double.NaN}).layerNorm())
                .isNaN();
    }

    /**
     * Of two runs, in one of which nothing decays, neither is the median; the half-life is that of the rate beside it.
     */
    @Test
    void theHalfLifeIsThatOfTheMedianRate() {
        Stream<FlowSummary.Moment> moments = Stream.of(0.99, 1.002)
                .map(rate -> new FlowSummary.Layer("healthy", rate, DecayFit.halfLife(rate), 1, 9))
                .map(layer -> new FlowSummary.Moment(0, "healthy", Map.of("rnn0", layer)));
        ArmFlow flow = ArmFlow.of(moments).orElseThrow();
        assertThat(flow.rate()).isCloseTo(0.996, within(1e-12));
        assertThat(flow.halfLife()).isCloseTo(Math.log(0.5) / Math.log(0.996), within(1e-9));
    }

    @Test
    void groupsByArmInTheOrderOfTheirFirstRuns() {
        List<ArmSummary> arms = ArmSummary.group(
                List.of(run("lstm", 1, 1, 1), run("gru", 1, 2, 1), run("lstm", 2, 3, 1), run("gru", 2, 4, 1)));
        assertThat(arms).extracting(arm -> arm.first().cell()).containsExactly("lstm", "gru");
        assertThat(arms).extracting(ArmSummary::mean).containsExactly(2.0, 3.0);
    }

    @Test
    void writesNaNInStrictJson() {
        assertThat(Json.pretty(arm(new double[] {Double.NaN}, new double[] {Double.NaN})))
                .contains("\"mean\" : \"NaN\"", "\"medianLayerGradientNorm\" : \"NaN\"", "\"diverged\" : 1");
    }
}
