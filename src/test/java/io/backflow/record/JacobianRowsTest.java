// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.jacobian.Spectrum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What has not settled is flagged beside the value, in the row and in the table. */
class JacobianRowsTest {

    private static final JacobianRecord RECORD = new JacobianRecord(
            600,
            600,
            List.of(0, 1),
            9,
            new JacobianRecord.RecurrentSpectrum(
                    List.of("reset", "update", "candidate"),
                    List.of(
                            spectrum(0, -0.1, true, true, true),
                            spectrum(0, -0.2, true, true, false),
                            spectrum(0, -0.3, false, true, true)),
                    Optional.empty()),
            List.of(
                    product(8, spectrum(-0.1, -0.5, true, true, true)),
                    product(8, spectrum(0.1, Double.NaN, false, false, false)),
                    product(8, spectrum(-0.2, -0.4, true, true, false))),
            List.of(
                    product(4, spectrum(-2, Double.NaN, true, false, false)),
                    product(4, spectrum(-3, Double.NaN, false, false, false))),
            0,
            1);

    private static Spectrum spectrum(
            double sigma, double radius, boolean sigmaConverged, boolean hasRadius, boolean radiusConverged) {
        return new Spectrum(sigma, radius, List.of(), 20, sigmaConverged, hasRadius, radiusConverged);
    }

    private static JacobianRecord.ProductSpectrum product(int from, Spectrum spectrum) {
        return new JacobianRecord.ProductSpectrum(
                0, from, 9, JacobianRecord.JacobianPath.STATE, spectrum, Double.NaN, 0, -1, -2);
    }

    @Test
    void theRowFlagsGatesAndCountsSteps() {
        Row row = new JacobianRows(RECORD).row();
        assertThat(row.row("recurrent").texts("sigmaLowerBounds")).containsExactly("candidate");
        assertThat(row.row("recurrent").texts("radiusUnsettled")).containsExactly("update");
        Row steps = row.row("steps");
        assertThat(steps.names())
                .containsExactly("count", "log10Sigma", "lowerBounds", "radii", "log10Radius", "unsettled");
        assertThat(steps.whole("count")).isEqualTo(3);
        assertThat(steps.number("log10Sigma")).isEqualTo(0.1);
        assertThat(steps.whole("lowerBounds")).isEqualTo(1);
        assertThat(steps.whole("radii")).isEqualTo(2);
        assertThat(steps.number("log10Radius")).isEqualTo(-0.4);
        assertThat(steps.whole("unsettled")).isEqualTo(1);
        assertThat(row.whole("lowerBounds")).isEqualTo(1);
    }

    @Test
    void stepsWithoutARadiusHaveNone() {
        JacobianRecord without = new JacobianRecord(
                600, 600, List.of(0), 9, RECORD.recurrent(), RECORD.steps().subList(1, 2), List.of(), 0, 1);
        Row steps = new JacobianRows(without).row().row("steps");
        assertThat(steps.names()).containsExactly("count", "log10Sigma", "lowerBounds", "radii");
        assertThat(steps.whole("radii")).isZero();
    }

    @Test
    void theTableHasAFlagForEachValue() {
        Map<String, Double> table = new LinkedHashMap<>();
        new JacobianRows(RECORD).table((series, step, lag, value) -> table.put(series, value));
        assertThat(table)
                .containsEntry("recurrent.reset.sigmaSettled", 1.0)
                .containsEntry("recurrent.reset.radiusSettled", 1.0)
                .containsEntry("recurrent.update.radiusSettled", 0.0)
                .containsEntry("recurrent.candidate.sigmaSettled", 0.0)
                .containsEntry("jacobian.state.lowerBounds", 1.0);
    }
}
