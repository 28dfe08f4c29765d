// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.flow.contribution.ContributionRecord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Writes the parts of the gradient of the recurrent weights, as of the loss's mean over the minibatch.
 *
 * <p>Norms of the parts are rounded to {@value #DIGITS} significant digits, shares and cosines to {@value #DECIMALS}
 * decimals.
 */
final class ContributionRows implements PartRows {

    static final int DIGITS = 4;
    static final int DECIMALS = 3;

    private static final MathContext NORM = new MathContext(DIGITS, RoundingMode.HALF_EVEN);
    private static final double ROUND = 1e3;

    private final ContributionRecord parts;
    private final int miniBatchSize;

    ContributionRows(ContributionRecord parts, int miniBatchSize) {
        this.parts = parts;
        this.miniBatchSize = miniBatchSize;
    }

    @Override
    public void addTo(Row.Builder row) {
        row.with("contributions", row());
    }

    @Override
    public void table(Series series) {
        series.steps("contribution.norm", norms());
        series.steps("contribution.share", shares());
        series.steps("contribution.cosine", cosines());
    }

    /**
     * Returns the row. What comes of one step's loss has no gradient of the network that it could miss, and is kept
     * short: no cosines.
     */
    Row row() {
        Row.Builder row = Row.builder()
                .norms(
                        "norms",
                        Arrays.stream(norms()).map(ContributionRows::fewDigits).toArray())
                .with("shares", rounded(shares()));
        if (parts.lossStep().isEmpty()) {
            row.with("cosines", rounded(cosines()))
                    .norm("miss", mean(parts.miss()))
                    .norm("relativeMiss", parts.relativeMiss());
        }
        row.norm("total", mean(parts.totalNorm()));
        return row.with(
                        "gates",
                        parts.gates().stream()
                                .map(ContributionRecord.GateTotal::gate)
                                .toList())
                .norms(
                        "gateTotals",
                        parts.gates().stream()
                                .mapToDouble(gate -> mean(gate.norm()))
                                .toArray())
                .build();
    }

    private static double fewDigits(double norm) {
        return Double.isFinite(norm) ? BigDecimal.valueOf(norm).round(NORM).doubleValue() : norm;
    }

    private static double[] rounded(double[] values) {
        return Arrays.stream(values)
                .map(value -> Double.isFinite(value) ? Math.rint(value * ROUND) / ROUND : value)
                .toArray();
    }

    double[] norms() {
        return bySteps(part -> mean(part.norm()));
    }

    double[] shares() {
        return bySteps(ContributionRecord.StepContribution::share);
    }

    double[] cosines() {
        return bySteps(ContributionRecord.StepContribution::cosine);
    }

    private double mean(double ofSum) {
        return ofSum / miniBatchSize;
    }

    private double[] bySteps(ToDoubleFunction<ContributionRecord.StepContribution> value) {
        return parts.steps().stream().mapToDouble(value).toArray();
    }
}
