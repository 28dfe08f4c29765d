// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.jacobian.JacobianOptions;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.linalg.internal.Matrices;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks whose Jacobians are known without any computing. */
class ClosedFormsTest {

    /** log10 of a relative error of 1e-12: some thousand roundings. */
    private static final double RELATIVE = 4e-13;

    /** What rounding may lift a product over a bound that is met with equality. */
    private static final double OVER_THE_BOUND = 1e-12;

    private static final JacobianOptions EVERYTHING = JacobianOptions.everything(EnginePass.BATCH, 1000);

    /** No assembly. */
    private static final JacobianOptions ITERATED =
            new JacobianOptions(2, List.of(1, 2, 5, 20, 50), 3, 6, 0, 0, 1e-13, 100, true, true, 1000);

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 1, 1.1, 2})
    void everySingularValueOfALinearNetworkWithAScaledRotationIsTheScaleToThePowerOfTheLag(double s) {
        EnginePass pass = rotation(new SimpleRnnCell(Activation.IDENTITY), 6, 60, s);
        for (JacobianOptions options : List.of(EVERYTHING, ITERATED)) {
            JacobianRecord record = measure(pass, options);
            assertThat(record.products()).hasSizeGreaterThan(5);
            Stream.concat(record.products().stream(), record.steps().stream()).forEach(p -> {
                double expected = p.lag() * Math.log10(s);
                assertThat(p.spectrum().sigmaConverged()).isTrue();
                assertThat(p.spectrum().log10Sigma()).isCloseTo(expected, within(RELATIVE));
                assertThat(p.spectrum().log10SingularValues())
                        .hasSize(options.exactSize() == 0 ? 0 : 6)
                        .allSatisfy(v -> assertThat(v).isCloseTo(expected, within(RELATIVE)));
                assertThat(p.spectrum().log10Radius()).isCloseTo(expected, within(RELATIVE));
                // The bound is tight here.
                assertThat(p.log10OfBound()).isCloseTo(0, within(RELATIVE));
                assertThat(p.log10OfStepBound()).isCloseTo(0, within(RELATIVE));
                assertThat(p.log10PerStep()).isCloseTo(Math.log10(s), within(RELATIVE));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1e-9", "10, 1e-9", "0.001, 1e-9"})
    void productsBeyondTheRangeOfADoubleKeepTheirLogarithm(double s, double tolerance) {
        EnginePass pass = rotation(new SimpleRnnCell(Activation.IDENTITY), 4, 400, s);
        Arrays.fill(pass.x, 0);
        Arrays.fill(pass.bias, 0);
        for (int exactSize : new int[] {0, 4}) {
            JacobianOptions options =
                    new JacobianOptions(1, List.of(), 0, 0, exactSize, 0, 1e-10, 20, true, false, 100);
            JacobianRecord.ProductSpectrum longest =
                    measure(pass, options).products().get(0);
            assertThat(longest.lag()).isEqualTo(399);
            assertThat(longest.spectrum().log10Sigma()).isCloseTo(399 * Math.log10(s), within(tolerance));
            assertThat(longest.spectrum().log10Radius()).isCloseTo(399 * Math.log10(s), within(tolerance));
            assertThat(longest.log10Bound()).isCloseTo(399 * Math.log10(s), within(tolerance));
        }
    }

    static Stream<Arguments> plainCells() {
        return Stream.of(Activation.values())
                .flatMap(f -> Stream.of(0.2, 0.8, 6.0).map(scale -> Arguments.of(new SimpleRnnCell(f), scale)));
    }

    @ParameterizedTest(name = "{0}, weights up to {1}")
    @MethodSource("plainCells")
    void noProductExceedsPascanusBound(Cell cell, double scale) {
        int vanishing = 0;
        for (long seed = 1; seed <= 8; seed++) {
            EnginePass pass = new EnginePass(cell, 5, 15, scale, seed);
            JacobianRecord record = measure(pass, EVERYTHING);
            JacobianRecord.PascanuBound bound = record.recurrent().bound().orElseThrow();
            assertThat(bound.eta()).isEqualTo(bound.gamma() * bound.sigma());
            vanishing += bound.mustVanish() ? 1 : 0;
            assertThat(record.products()).allSatisfy(p -> {
                assertThat(p.log10OfBound()).isLessThanOrEqualTo(OVER_THE_BOUND);
                assertThat(p.log10OfStepBound()).isLessThanOrEqualTo(OVER_THE_BOUND);
                assertThat(p.log10StepBound()).isLessThanOrEqualTo(p.log10Bound() + OVER_THE_BOUND);
                if (bound.mustVanish()) {
                    assertThat(p.spectrum().log10Sigma()).isNegative();
                }
            });
        }
        assertThat(vanishing).isEqualTo(scale < (isFlat(cell) ? 1 : 0.5) ? 8 : 0);
    }

    private static boolean isFlat(Cell cell) {
        return List.of(Activation.SIGMOID, Activation.HARD_SIGMOID)
                .contains(cell.activations().get(0));
    }

    static Stream<Cell> cells() {
        return Cells.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void noProductExceedsTheBoundOfItsSteps(Cell cell) {
        for (double scale : new double[] {0.3, 1, 3}) {
            for (long seed = 1; seed <= 3; seed++) {
                JacobianRecord record = measure(new EnginePass(cell, 4, 10, scale, seed), EVERYTHING);
                assertThat(record.products())
                        .allSatisfy(p -> assertThat(p.log10OfStepBound()).isLessThanOrEqualTo(OVER_THE_BOUND));
            }
        }
    }

    @Test
    void withoutRecurrentWeightsTheCellStatePassesThroughItsForgetGatesAlone() {
        EnginePass pass = new EnginePass(new LstmCell(Activation.TANH, Activation.SIGMOID), 5, 12, 0, 3);
        BackwardTrace trace = pass.trace();
        JacobianRecord record = measure(pass, EVERYTHING);
        List<JacobianRecord.ProductSpectrum> cell = record.products().stream()
                .filter(p -> p.path() == JacobianRecord.JacobianPath.CELL)
                .toList();
        assertThat(cell).hasSize(EnginePass.BATCH * 11);
        for (JacobianRecord.ProductSpectrum p : cell) {
            double[] product = forgetProduct(trace, p);
            assertThat(p.log10DirectMax()).isCloseTo(product[4], within(RELATIVE));
            assertThat(p.log10DirectMedian()).isCloseTo(product[2], within(RELATIVE));
            for (int i = 0; i < 5; i++) {
                assertThat(p.spectrum().log10SingularValues().get(i)).isCloseTo(product[4 - i], within(RELATIVE));
            }
        }
        assertThat(record.products().stream().filter(p -> p.path() == JacobianRecord.JacobianPath.HIDDEN))
                .hasSize(EnginePass.BATCH * 11)
                .allMatch(p -> p.spectrum().sigma() == 0);
    }

    /** log10, sorted. */
    private static double[] forgetProduct(BackwardTrace trace, JacobianRecord.ProductSpectrum p) {
        double[] product = {1, 1, 1, 1, 1};
        for (int t = p.from() + 1; t <= p.to(); t++) {
            double[] forget = trace.activations().orElseThrow().example("forget", t, p.example());
            for (int u = 0; u < product.length; u++) {
                product[u] *= forget[u];
            }
        }
        return Arrays.stream(product).map(Math::log10).sorted().toArray();
    }

    @Test
    void withRecurrentWeightsTheDirectPathIsNotTheWholeDerivative() {
        EnginePass pass = new EnginePass(new LstmCell(Activation.TANH, Activation.SIGMOID), 5, 12, 2, 3);
        assertThat(measure(pass, EVERYTHING).products().stream()
                        .filter(p -> p.path() == JacobianRecord.JacobianPath.CELL && p.lag() > 1))
                .isNotEmpty()
                .allMatch(p -> Math.abs(p.spectrum().log10Sigma() - p.log10DirectMax()) > 1e-3);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.7310585786300049"})
    void aForgetBiasGivesItsSigmoidToThePowerOfTheLag(double bias, double gate) {
        EnginePass pass = new EnginePass(new LstmCell(Activation.TANH, Activation.SIGMOID), 3, 101, 0, 3);
        Arrays.fill(pass.w, 0);
        Arrays.fill(pass.bias, 3, 6, bias);
        JacobianRecord record = measure(pass, JacobianOptions.DEFAULT);
        JacobianRecord.ProductSpectrum longest = record.products().stream()
                .filter(p -> p.path() == JacobianRecord.JacobianPath.CELL)
                .findFirst()
                .orElseThrow();
        assertThat(longest.lag()).isEqualTo(100);
        assertThat(longest.log10DirectMax()).isCloseTo(100 * Math.log10(gate), within(1e-11));
        assertThat(longest.spectrum().log10Sigma()).isCloseTo(100 * Math.log10(gate), within(1e-11));
    }

    @Test
    void withoutRecurrentWeightsAGruPassesItsStateThroughItsUpdateGatesAlone() {
        EnginePass pass = new EnginePass(new GruCell(Activation.TANH, Activation.SIGMOID), 3, 50, 0, 3);
        Arrays.fill(pass.w, 0);
        Arrays.fill(pass.bias, 0);
        JacobianRecord.ProductSpectrum longest =
                measure(pass, JacobianOptions.DEFAULT).products().get(0);
        // Reset and update gates are 1/2, and both candidate products are 0, as is the state.
        assertThat(longest.spectrum().log10Sigma()).isCloseTo(49 * Math.log10(0.5), within(1e-11));
        assertThat(longest.log10DirectMax()).isCloseTo(49 * Math.log10(0.5), within(1e-11));
    }

    private static EnginePass rotation(Cell cell, int units, int steps, double s) {
        EnginePass pass = new EnginePass(cell, units, steps, 0, 1);
        double[] q = Matrices.orthogonal(units, 7);
        for (int i = 0; i < q.length; i++) {
            pass.r[i] = s * q[i];
        }
        return pass;
    }

    private static JacobianRecord measure(EnginePass pass, JacobianOptions options) {
        return new JacobianMeter(options)
                .measure(pass.weights(), pass.trace(), (t, b) -> pass.masked[t][b], pass.steps - 1);
    }
}
