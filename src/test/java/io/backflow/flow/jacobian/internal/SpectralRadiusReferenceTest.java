// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.jacobian.JacobianOptions;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.jacobian.Spectrum;
import io.backflow.linalg.internal.Effort;
import io.backflow.linalg.internal.Estimate;
import io.backflow.linalg.internal.LargestEigenvalue;
import io.backflow.linalg.internal.LinearMap;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The spectral radii of steps and recurrent matrices, drawn and trained, beside numpy's. */
class SpectralRadiusReferenceTest {

    /**
     * What rounding of another processor's tanh may make of twenty updates and of eigenvalues, with room; about 1e-12
     * where the figures were made.
     */
    private static final Percentage TRAINED_ALIKE = Percentage.withPercentage(1e-4);

    private static final double TOLERANCE = JacobianOptions.DEFAULT.tolerance();

    /**
     * Figures: {@code src/test/python/spectral_radius.py} on the matrices that {@link RadiusCase#main} writes, by numpy
     * 1.24.2 (LAPACK's geev in double). Of example 0's last step, of a middle step of example 1, and of the last gate's
     * recurrent matrix. An LSTM's state is twice as long as it has units.
     */
    @ParameterizedTest(name = "{0}, {1} units, {2}")
    @CsvSource({
        "simple-rnn, 33, drawn, 0.741413392969, 0.666909627946, 0.977595413458",
        "simple-rnn, 33, trained, 0.364632241408, 0.536328349147, 2.233608787932",
        "simple-rnn, 64, drawn, 0.786614307384, 0.796652300575, 0.988464883545",
        "simple-rnn, 64, trained, 0.411642006546, 0.855935182707, 2.247885223921",
        "simple-rnn, 128, drawn, 0.824228012757, 0.789954521577, 1.011777860604",
        "simple-rnn, 128, trained, 0.367699417127, 0.755906807527, 2.882757851820",
        "simple-rnn, 256, drawn, 0.745842759130, 0.759940858660, 1.027628125339",
        "simple-rnn, 256, trained, 0.620578006376, 0.715748249831, 2.533340440374",
        "lstm, 33, drawn, 0.745998549690, 0.789583469006, 1.079379543020",
        "lstm, 33, trained, 0.918262196576, 0.882724196361, 1.065614910693",
        "lstm, 64, drawn, 0.787795260638, 0.878459117535, 1.029730894364",
        "lstm, 64, trained, 0.842850833177, 0.974654775216, 1.018137002395",
        "lstm, 128, drawn, 0.867111160104, 0.826135159385, 1.012227250657",
        "lstm, 128, trained, 0.875289265539, 0.838436975137, 1.014707669696",
        "lstm, 256, drawn, 0.792266509081, 0.848967772145, 1.022062331733",
        "lstm, 256, trained, 0.821871203874, 0.888237578311, 1.015599035251",
        "gru, 33, drawn, 0.821738668611, 0.789505097165, 1.007457718899",
        "gru, 33, trained, 0.781430393325, 0.830757891789, 1.436657622136",
        "gru, 64, drawn, 0.786658766691, 0.863954201413, 1.071352459397",
        "gru, 64, trained, 0.823408474256, 0.953106889524, 1.740789469409",
        "gru, 128, drawn, 0.783193918336, 0.826459462937, 1.036058074372",
        "gru, 128, trained, 0.871843345505, 0.781914243623, 1.492765218970",
        "gru, 256, drawn, 0.876508579982, 0.852325301059, 1.035665529021",
        "gru, 256, trained, 0.926856889406, 0.919818156482, 1.388179058373"
    })
    void isThatOfNumpyOrSaysThatItHasNotSettled(
            String cell, int units, String state, double lastStep, double middleStep, double recurrent) {
        EnginePass pass = new RadiusCase(cell, units, state.equals("trained")).pass();
        JacobianRecord record = new JacobianMeter(JacobianOptions.DEFAULT)
                .measure(pass.weights(), pass.trace(), MaskedSteps.NONE, RadiusCase.STEPS - 1);

        List<JacobianRecord.ProductSpectrum> steps =
                record.steps().stream().filter(s -> s.spectrum().hasRadius()).toList();
        assertThat(record.steps()).hasSize(6);
        assertThat(steps).extracting(JacobianRecord.ProductSpectrum::example).containsExactly(0, 1);
        assertThat(steps).extracting(JacobianRecord.ProductSpectrum::to).containsExactly(7, 4);
        List<Spectrum> gates = record.recurrent().matrices();
        assertThat(Stream.concat(steps.stream().map(JacobianRecord.ProductSpectrum::spectrum), gates.stream()))
                .allMatch(Spectrum::radiusConverged);
        assertThat(steps.get(0).spectrum().radius()).isCloseTo(lastStep, TRAINED_ALIKE);
        assertThat(steps.get(1).spectrum().radius()).isCloseTo(middleStep, TRAINED_ALIKE);
        assertThat(gates.get(gates.size() - 1).radius()).isCloseTo(recurrent, TRAINED_ALIKE);

        List<LinearMap> matrices = RadiusCase.matrices(pass);
        double[] expected = {lastStep, middleStep, recurrent};
        for (int i = 0; i < expected.length; i++) {
            for (int iterations : new int[] {8, 20, 60}) {
                Estimate iterated = LargestEigenvalue.of(matrices.get(i), new Effort(TOLERANCE, iterations));
                if (iterated.converged()) {
                    assertThat(Math.exp(iterated.log()))
                            .isCloseTo(expected[i], Percentage.withPercentage(100 * TOLERANCE));
                }
            }
        }
    }
}
