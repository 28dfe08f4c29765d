// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.backflow.setting.Default;
import io.backflow.setting.InvalidSettingException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

class JacobianMeterTest {

    /**
     * The square of the residual at which an iteration on the recurrent matrix stops, which is the size of its error.
     */
    private static final double RECURRENT = 1e-8;

    private static final List<Integer> LAGS = List.of(1, 4, 9);

    /** All iterations that the size allows: what is left is rounding. */
    private static final JacobianOptions ITERATED =
            new JacobianOptions(3, LAGS, 5, 15, 0, 0, 1e-11, 200, true, true, 1000);

    private static final JacobianOptions ASSEMBLED =
            new JacobianOptions(3, LAGS, 5, 15, 100, 0, 1e-11, 200, true, true, 1000);

    static List<Cell> cells() {
        return Cells.all();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void iterationAgreesWithAssembly(Cell cell) {
        EnginePass pass = new EnginePass(cell, 7, 14, 1, 21);
        pass.masked[9][1] = true;
        JacobianRecord exact = measure(pass, ASSEMBLED);
        JacobianRecord iterated = measure(pass, ITERATED);
        assertThat(iterated.products()).hasSameSizeAs(exact.products()).hasSizeGreaterThan(11);
        for (int i = 0; i < exact.products().size(); i++) {
            agree(iterated.products().get(i), exact.products().get(i));
        }
        for (int i = 0; i < exact.steps().size(); i++) {
            agree(iterated.steps().get(i), exact.steps().get(i));
        }
        for (int g = 0; g < cell.gates().size(); g++) {
            assertThat(iterated.recurrent().matrices().get(g).log10Sigma())
                    .isCloseTo(exact.recurrent().matrices().get(g).log10Sigma(), within(RECURRENT));
        }
    }

    private static void agree(JacobianRecord.ProductSpectrum iterated, JacobianRecord.ProductSpectrum exact) {
        assertThat(iterated.lag()).isEqualTo(exact.lag());
        assertThat(iterated.path()).isEqualTo(exact.path());
        JacobianRecord.Spectrum found = iterated.spectrum();
        JacobianRecord.Spectrum expected = exact.spectrum();
        assertThat(expected.log10Sigma())
                .isEqualTo(expected.log10SingularValues().get(0));
        if (Double.isInfinite(expected.log10Sigma())) {
            assertThat(found.log10Sigma()).isEqualTo(expected.log10Sigma());
            return;
        }
        assertThat(found.sigmaConverged()).isTrue();
        assertThat(found.log10Sigma()).isCloseTo(expected.log10Sigma(), within(1e-9));
        // What is small beside sigma is known to a rounding error of sigma.
        assertThat(Math.pow(10, found.log10Radius() - found.log10Sigma()))
                .isCloseTo(Math.pow(10, expected.log10Radius() - expected.log10Sigma()), within(1e-5));
        assertThat(expected.log10Radius()).isLessThanOrEqualTo(expected.log10Sigma() + 1e-12);
    }

    @Test
    void tellsWhatItLookedAt() {
        EnginePass pass = new EnginePass(new LstmCell(Activation.TANH, Activation.SIGMOID), 4, 40, 0.5, 5);
        JacobianRecord record = measure(pass, JacobianOptions.DEFAULT);
        assertThat(record.units()).isEqualTo(4);
        assertThat(record.stateSize()).isEqualTo(8);
        assertThat(record.examples()).containsExactly(0, 1, 2);
        assertThat(record.to()).isEqualTo(39);
        assertThat(record.leftOut()).isZero();
        assertThat(record.multiplications()).isPositive();
        assertThat(record.recurrent().gates()).containsExactly("candidate", "forget", "output", "input");
        assertThat(record.recurrent().bound()).isEmpty();
        assertThat(record.steps())
                .extracting(JacobianRecord.ProductSpectrum::to)
                .containsExactly(39, 20, 39, 20, 39, 20);
        assertThat(record.steps()).allMatch(p -> p.lag() == 1 && p.spectrum().radiusConverged());
        assertThat(record.products().stream()
                        .filter(p -> p.example() == 1 && p.path() == JacobianRecord.JacobianPath.CELL))
                .extracting(JacobianRecord.ProductSpectrum::lag)
                .containsExactly(39, 10, 1);
        assertThat(record.products())
                .allMatch(p -> Double.isNaN(p.log10Bound()) && !p.spectrum().radiusConverged());
        assertThat(record.byLag())
                .hasSize(6)
                .allSatisfy(s -> assertThat(s.examples()).isEqualTo(3))
                .allSatisfy(s -> assertThat(s.medianLog10Sigma()).isLessThan(s.maxLog10Sigma()))
                .extracting(JacobianRecord.LagSummary::lag)
                .containsExactly(1, 10, 39, 1, 10, 39);
    }

    /** 4 single steps of each of 3 examples. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "5, 5", "12, 12", "50, 12"})
    void takesTheRadiusOfAsManyLargeStepsAsAsked(int radiusSteps, int taken) {
        EnginePass pass = new EnginePass(new SimpleRnnCell(Activation.TANH), 40, 9, 0.3, 5);
        JacobianOptions options =
                new JacobianOptions(3, List.of(), 4, radiusSteps, 32, 64, 0.01, 20, false, false, 700);
        JacobianRecord record = measure(pass, options);
        assertThat(record.steps()).hasSize(12).allMatch(s -> s.spectrum().sigma() > 0);
        assertThat(record.steps().stream()
                        .map(JacobianRecord.ProductSpectrum::spectrum)
                        .filter(JacobianRecord.Spectrum::hasRadius))
                .hasSize(taken)
                .allMatch(s -> s.radiusConverged() && s.radius() > 0);
        assertThat(record.steps().stream()
                        .map(JacobianRecord.ProductSpectrum::spectrum)
                        .filter(s -> !s.hasRadius()))
                .allMatch(s -> !s.radiusConverged() && Double.isNaN(s.radius()));
    }

    /**
     * An orthogonal matrix has all its eigenvalues on the circle; two per cent below, three estimates in a row agree.
     */
    @ParameterizedTest
    @ValueSource(ints = {64, 100, 200})
    void aStepBeyondTheSizeForRadiiIsFlagged(int units) {
        EnginePass pass = new EnginePass(new SimpleRnnCell(Activation.IDENTITY), units, 4, 0, 5);
        System.arraycopy(Matrices.orthogonal(units, 3), 0, pass.r, 0, pass.r.length);
        JacobianOptions options = new JacobianOptions(1, List.of(), 1, 1, 32, units - 1, 0.01, 20, false, false, 700);
        JacobianRecord.Spectrum iterated = measure(pass, options).steps().get(0).spectrum();
        assertThat(iterated.radius()).isLessThan(1);
        assertThat(iterated.radiusConverged()).isFalse();
        JacobianRecord.Spectrum exact =
                measure(pass, JacobianOptions.DEFAULT).steps().get(0).spectrum();
        assertThat(exact.radius()).isCloseTo(1, within(1e-12));
        assertThat(exact.radiusConverged()).isTrue();
    }

    @Test
    void twoMeasurementsAreEqual() {
        EnginePass pass = new EnginePass(new GruCell(Activation.TANH, Activation.SIGMOID), 40, 20, 0.3, 5);
        assertThat(measure(pass, JacobianOptions.DEFAULT)).isEqualTo(measure(pass, JacobianOptions.DEFAULT));
    }

    /** The size that the cost is promised for; there are three examples here, and four by default. */
    @ParameterizedTest
    @MethodSource("scales")
    void theDefaultBudgetSufficesForAnLstmOf128UnitsOver100Steps(double scale) {
        EnginePass pass = new EnginePass(new LstmCell(Activation.TANH, Activation.SIGMOID), 128, 100, scale, 5);
        Arrays.fill(pass.bias, 128, 256, 1);
        JacobianRecord record = measure(pass, JacobianOptions.DEFAULT);
        assertThat(record.leftOut()).isZero();
        // Two radii of states of 256, which the budget has no part in: 10 n^3 for each, and n^3 to assemble it.
        long radii = 2 * 11 * 256L * 256 * 256;
        assertThat(record.multiplications()).isLessThan(3 * 700_000_000L / 4 + radii);
        assertThat(record.steps().stream()
                        .map(JacobianRecord.ProductSpectrum::spectrum)
                        .filter(JacobianRecord.Spectrum::radiusConverged))
                .hasSize(2);
        assertThat(record.products()).allMatch(p -> p.spectrum().sigmaConverged());
    }

    static List<Double> scales() {
        return List.of(0.05, 0.2);
    }

    @Test
    void leavesOutTheShortestProductsFirstWhenTheBudgetIsSpent() {
        EnginePass pass = new EnginePass(new SimpleRnnCell(Activation.TANH), 100, 100, 0.2, 5);
        JacobianOptions options = new JacobianOptions(2, List.of(50, 10), 0, 0, 10, 0, 0.01, 20, false, false, 12);
        JacobianRecord record = measure(pass, options);
        assertThat(record.multiplications()).isLessThanOrEqualTo(12_000_000L);
        assertThat(record.leftOut()).isPositive();
        assertThat(record.leftOut() + record.products().size()).isEqualTo(6);
        assertThat(record.products().get(0).lag()).isEqualTo(99);
    }

    @Test
    void startsWhereTheBackwardLengthDoes() {
        EnginePass pass = new EnginePass(new LstmCell(Activation.TANH, Activation.SIGMOID), 3, 10, 1, 5);
        pass.backwardLength = 4;
        JacobianRecord record = measure(pass, JacobianOptions.DEFAULT);
        assertThat(record.products())
                .extracting(JacobianRecord.ProductSpectrum::from)
                .containsOnly(6, 8)
                .hasSize(12);
        pass.backwardLength = 1;
        assertThat(measure(pass, JacobianOptions.DEFAULT).products()).isEmpty();
        assertThat(measure(pass, JacobianOptions.DEFAULT).byLag()).isEmpty();
    }

    @Test
    void aMaskedStepPassesTheStateUnchanged() {
        EnginePass pass = new EnginePass(new LstmCell(Activation.TANH, Activation.SIGMOID), 3, 10, 1, 5);
        for (int t = 6; t < 10; t++) {
            pass.masked[t][0] = true;
        }
        JacobianOptions options = new JacobianOptions(1, List.of(3, 4), 1, 1, 32, 32, 0.01, 20, true, false, 10);
        JacobianRecord record = measure(pass, options);
        assertThat(record.steps().get(0).spectrum().log10SingularValues())
                .hasSize(6)
                .containsOnly(0.0);
        assertThat(record.products().stream().filter(p -> p.lag() <= 4))
                .hasSize(4)
                .allMatch(p -> p.spectrum().sigma() == 1 && p.log10DirectMax() == 0);
    }

    @Test
    void aNumberThatIsNoneIsNotHidden() {
        for (int exactSize : new int[] {0, 32}) {
            EnginePass pass = new EnginePass(new SimpleRnnCell(Activation.RELU), 3, 10, 1, 5);
            pass.x[pass.x.length - 1] = Double.NaN;
            JacobianOptions options =
                    new JacobianOptions(3, List.of(), 1, 3, exactSize, exactSize, 0.01, 20, true, false, 10);
            assertThat(measure(pass, options).products().stream().filter(p -> p.example() == 2))
                    .hasSize(1)
                    .allMatch(p -> Double.isNaN(p.spectrum().log10Sigma())
                            && Double.isNaN(p.spectrum().log10Radius())
                            && !p.spectrum().sigmaConverged()
                            && !p.spectrum().radiusConverged());
        }
    }

    @Test
    void readsParametersAsDeeplearning4jStoresThem() {
        for (Cell cell : Cells.usual()) {
            EnginePass pass = new EnginePass(cell, 3, 10, 1, 5);
            double[] biases = pass.bias;
            if (cell.recurrentApart()) {
                biases = new double[18];
                System.arraycopy(pass.bias, 9, biases, 15, 3);
            }
            RecurrentWeights weights = RecurrentWeights.of(
                    cell,
                    Nd4j.createFromArray(pass.r).reshape('f', 3, pass.r.length / 3),
                    Nd4j.createFromArray(biases).reshape(1, biases.length));
            JacobianMeter meter = new JacobianMeter(JacobianOptions.DEFAULT);
            BackwardTrace trace = pass.trace();
            assertThat(meter.measure(weights, trace, MaskedSteps.NONE, 9))
                    .isEqualTo(meter.measure(pass.weights(), trace, MaskedSteps.NONE, 9));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Cell cell = new SimpleRnnCell(Activation.TANH);
        EnginePass pass = new EnginePass(cell, 3, 10, 1, 5);
        JacobianMeter meter = new JacobianMeter(JacobianOptions.DEFAULT);
        assertThatThrownBy(() -> meter.measure(pass.weights(), pass.trace(), MaskedSteps.NONE, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to must be")
                .hasMessageContaining("got 10");
        assertThatThrownBy(() -> RecurrentWeights.of(cell, 3, new double[8], new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9")
                .hasMessageContaining("8");
        assertThatThrownBy(() -> RecurrentWeights.of(cell, Nd4j.zeros(3, 6), Nd4j.zeros(1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns of RW");
        assertThatThrownBy(() -> new JacobianOptions(0, List.of(0), -1, -1, -1, -1, 0, 0, false, false, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("examples", "lags", "singleSteps", "radiusSteps", "exactSize", "radiusSize")
                .hasMessageContainingAll("tolerance", "maxIterations", "budget");
    }

    @Test
    void defaultsAreWrittenOnceForTheConfigurationAndOnceForCode() throws ReflectiveOperationException {
        for (RecordComponent component : JacobianOptions.class.getRecordComponents()) {
            assertThat(component.getAccessor().invoke(JacobianOptions.DEFAULT))
                    .asString()
                    .isEqualTo(component.getAnnotation(Default.class).value());
        }
    }

    private static JacobianRecord measure(EnginePass pass, JacobianOptions options) {
        return new JacobianMeter(options)
                .measure(pass.weights(), pass.trace(), (t, b) -> pass.masked[t][b], pass.steps - 1);
    }
}
