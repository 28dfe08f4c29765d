// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static io.backflow.recurrent.internal.kernel.EngineCase.BATCH;
import static io.backflow.recurrent.internal.kernel.EngineCase.FIRST;
import static io.backflow.recurrent.internal.kernel.EngineCase.INPUTS;
import static io.backflow.recurrent.internal.kernel.EngineCase.STEPS;
import static io.backflow.recurrent.internal.kernel.EngineCase.UNITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    /** Some hundred roundings in double of numbers below 10. */
    private static final double TOLERANCE = 1e-13;

    static Stream<Arguments> cases() {
        return Stream.of(
                        new SimpleRnnCell(Activation.SIGMOID),
                        new LstmCell(Activation.TANH, Activation.SIGMOID),
                        new GruCell(Activation.TANH, Activation.SIGMOID))
                .flatMap(cell -> Stream.of(true, false)
                        .flatMap(masked ->
                                Stream.of(FIRST, 3, STEPS - 1).map(step -> Arguments.of(cell, masked, step))));
    }

    @ParameterizedTest(name = "{0}, masked {1}, step {2}")
    @MethodSource("cases")
    void oneStepsErrorsAreThoseOfPlainLoopsWithThatStepAlone(Cell cell, boolean masked, int step) {
        EngineCase c = new EngineCase(cell, masked, 11);
        AtomicReference<BackwardTrace.StepErrors> replayed = new AtomicReference<>();
        BackwardTrace whole = c.run(null, (engine, weights) -> replayed.set(replay(c, engine, weights, step)));
        BackwardTrace.StepErrors errors = Objects.requireNonNull(replayed.get());
        EngineCase alone = new EngineCase(cell, masked, 11);
        assertSame(whole, alone.run(null, (engine, weights) -> {}));
        assertThat(c.inputGradient).isEqualTo(alone.inputGradient);
        assertThat(c.recurrentGradient).isEqualTo(alone.recurrentGradient);
        for (int t = 0; t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                for (int u = 0; u < UNITS; u++) {
                    c.inject(t, b, u, t == step ? c.injected(t, b, u) : 0);
                }
            }
        }
        for (int b = 0; b < BATCH; b++) {
            NaiveBackward.Errors expected = c.run(c.naive(), b);
            for (int t = FIRST; t < STEPS; t++) {
                assertThat(errors.example(BackwardTrace.StepErrors.STATE, t, b))
                        .containsExactly(expected.dh[t], within(TOLERANCE));
                if (cell.cellStateBlock() >= 0) {
                    assertThat(errors.example(BackwardTrace.StepErrors.CELL_STATE, t, b))
                            .containsExactly(expected.dc[t], within(TOLERANCE));
                }
            }
        }
    }

    private static BackwardTrace.StepErrors replay(
            EngineCase c, RecurrentEngine<double[]> engine, Weights<double[]> weights, int step) {
        DoubleArithmetic m = new DoubleArithmetic();
        BackwardRecorder<double[]> recorder =
                new BackwardRecorder<>(c.cell, m, BATCH, UNITS, STEPS, new Recorded(false, false, false, true));
        try (Memory<double[]> down = m.allocate(STEPS * BATCH * INPUTS)) {
            engine.replay(c.onlyStep(step), weights, down, STEPS - FIRST, recorder);
        }
        return recorder.trace().errors().orElseThrow();
    }

    private static void assertSame(BackwardTrace a, BackwardTrace b) {
        for (int t = FIRST; t < STEPS; t++) {
            assertThat(a.hidden(t)).isEqualTo(b.hidden(t));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void theLatestNonFiniteStepIsTheOneThatThePassReachedFirst(double bad) {
        for (Cell cell :
                List.of(new LstmCell(Activation.TANH, Activation.SIGMOID), new SimpleRnnCell(Activation.RELU))) {
            EngineCase c = new EngineCase(cell, false, 11);
            c.inject(3, 1, 2, bad);
            c.inject(2, 0, 0, bad);
            c.run(null, (engine, weights) -> {
                assertThat(engine.lastNonFiniteStep()).isEqualTo(OptionalInt.of(3));
                replay(c, engine, weights, 2);
                assertThat(engine.lastNonFiniteStep()).isEqualTo(OptionalInt.of(3));
            });
        }
    }

    @Test
    void finiteErrorsHaveNoNonFiniteStep() {
        EngineCase c = new EngineCase(new GruCell(Activation.TANH, Activation.SIGMOID), true, 11);
        c.run(null, (engine, weights) -> assertThat(engine.lastNonFiniteStep()).isEmpty());
    }
}
