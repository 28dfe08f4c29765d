// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.FloatArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OpenBlas;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One pass in several threads gives the bits that it gives in one. */
@EnabledIf("hasModule")
class EngineThreadsTest {

    private static final int BATCH = 19;
    private static final int INPUTS = 9;
    private static final int UNITS = 33;
    private static final int STEPS = 250;
    private static final int SIZE = BATCH * UNITS;

    private final FloatArithmetic m = new FloatArithmetic();

    static boolean hasModule() {
        return VectorModule.products().isPresent();
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                        new SimpleRnnCell(Activation.TANH),
                        new LstmCell(Activation.TANH, Activation.SIGMOID),
                        new GruCell(Activation.TANH, Activation.SIGMOID))
                .flatMap(cell -> Stream.of(true, false).map(masked -> Arguments.of(cell, masked)));
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void bitsAreTheSame(Cell cell, boolean masked) {
        List<float[]> one = run(cell, masked, 1, StepHooks.recording(null));
        for (int threads = 2; threads <= 4; threads++) {
            assertSame(run(cell, masked, threads, StepHooks.recording(null)), one, threads);
        }
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void bitsAreTheSameWithAllThatTakesPart(Cell cell, boolean masked) {
        List<float[]> one = run(cell, masked, 1, hooks(cell));
        List<float[]> several = run(cell, masked, 3, hooks(cell));
        assertSame(several, one, 3);
    }

    private StepHooks<float[]> hooks(Cell cell) {
        return new StepHooks<>(
                new BackwardRecorder<>(cell, m, BATCH, UNITS, STEPS, Recorded.ALL),
                new StepClipper<>(new StepClipping(true, true, 0.05), cell, m, BATCH, UNITS),
                new ErrorNorms<>(m, BATCH, UNITS, STEPS));
    }

    private static void assertSame(List<float[]> actual, List<float[]> expected, int threads) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("array %d, %d threads", i, threads).isEqualTo(expected.get(i));
        }
    }

    /** Returns outputs, gradients, the last state, and what a recorder took down. */
    private List<float[]> run(Cell cell, boolean masked, int threads, StepHooks<float[]> hooks) {
        Random random = new Random(4);
        int columns = cell.gates().size() * UNITS;
        float[] x = numbers(random, STEPS * BATCH * INPUTS, 1);
        float[] injected = numbers(random, STEPS * SIZE, 1);
        float[] bias = numbers(random, cell.biasBlocks() * UNITS, 1);
        CellState<float[]> start = new CellState<>(numbers(random, SIZE, 1), numbers(random, SIZE, 1));
        try (RecurrentEngine<float[]> engine = new RecurrentEngine<>(
                        cell,
                        INPUTS,
                        UNITS,
                        m,
                        OpenBlas.FLOATS,
                        VectorModule.products().orElseThrow());
                Memory<float[]> w = memory(numbers(random, INPUTS * columns, 0.2));
                Memory<float[]> r = memory(numbers(random, UNITS * columns, 0.2));
                Memory<float[]> dw = m.allocate(w.length());
                Memory<float[]> dr = m.allocate(r.length());
                Memory<float[]> dx = m.allocate(x.length);
                Memory<float[]> y = m.allocate(injected.length)) {
            engine.useThreads(threads);
            Weights<float[]> weights = new Weights<>(w, r);
            engine.forward(BATCH, STEPS, reader(x, INPUTS), weights, bias, start, mask(masked), true);
            engine.outputs(y);
            CellState<float[]> end = engine.end();
            float[] db = new float[2 * columns];
            engine.backward(reader(injected, UNITS), weights, new Weights<>(dw, dr), db, dx, STEPS - 10, hooks);
            List<float[]> all = new ArrayList<>(List.of(read(y), read(dw), read(dr), read(dx), db, end.h(), end.c()));
            if (hooks.recorder() != null) {
                all.add(recorded(hooks.recorder()));
            }
            return all;
        }
    }

    private static float[] recorded(BackwardRecorder<float[]> recorder) {
        float[] norms = new float[STEPS];
        for (int t = 0; t < STEPS; t++) {
            norms[t] = (float) recorder.trace().hidden(t);
        }
        return norms;
    }

    private static @Nullable StepMask mask(boolean masked) {
        boolean[][] held = new boolean[STEPS][BATCH];
        for (int t = 0; masked && t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                held[t][b] = t > 200 + b || (t + b) % 37 == 0;
            }
        }
        return StepMask.of(held);
    }

    private static float[] numbers(Random random, int count, double scale) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (scale * random.nextGaussian());
        }
        return numbers;
    }

    private Memory<float[]> memory(float[] values) {
        Memory<float[]> memory = m.allocate(values.length);
        memory.put(0, values, 0, values.length);
        return memory;
    }

    private static float[] read(Memory<float[]> memory) {
        float[] values = new float[(int) memory.length()];
        memory.get(0, values, 0, values.length);
        return values;
    }

    private static SequenceReader<float[]> reader(float[] values, int size) {
        return (t, into) -> System.arraycopy(values, t * BATCH * size, into, 0, BATCH * size);
    }
}
