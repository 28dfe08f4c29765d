// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.FloatArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OpenBlas;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.cell.PeepholeLstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One pass in several threads gives the bits that it gives in one. */
@EnabledIf("hasModule")
class EngineThreadsTest {

    private static final int BATCH = 19;
    private static final int NUMBERS = 9;
    private static final int SYMBOLS = 40;
    private static final int UNITS = 33;
    private static final int STEPS = 250;
    private static final int SIZE = BATCH * UNITS;

    private final FloatArithmetic m = new FloatArithmetic();
    private int inputs = NUMBERS;
    private @Nullable PackedKernels<float[]> kernels = VectorModule.products().orElse(null);

    static boolean hasModule() {
        return VectorModule.products().isPresent();
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                        new SimpleRnnCell(Activation.TANH),
                        new LstmCell(Activation.TANH, Activation.SIGMOID),
                        new PeepholeLstmCell(Activation.TANH, Activation.SIGMOID),
                        new GruCell(Activation.TANH, Activation.SIGMOID))
                .flatMap(cell -> Stream.of(true, false).map(masked -> Arguments.of(cell, masked)));
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void bitsAreTheSame(Cell cell, boolean masked) {
        List<Object> one = run(cell, masked, 1, StepHooks.recording(null));
        for (int threads = 2; threads <= 4; threads++) {
            assertSame(run(cell, masked, threads, StepHooks.recording(null)), one, threads);
        }
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void bitsAreTheSameWithAllThatTakesPart(Cell cell, boolean masked) {
        List<Object> one = run(cell, masked, 1, hooks(cell));
        List<Object> several = run(cell, masked, 3, hooks(cell));
        assertSame(several, one, 3);
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void bitsAreTheSameWhereInputsAreOneHot(Cell cell, boolean masked) {
        inputs = SYMBOLS;
        List<Object> one = run(cell, masked, 1, StepHooks.recording(null));
        List<Object> all = run(cell, masked, 1, hooks(cell));
        for (int threads = 2; threads <= 4; threads++) {
            assertSame(run(cell, masked, threads, StepHooks.recording(null)), one, threads);
            assertSame(run(cell, masked, threads, hooks(cell)), all, threads);
        }
    }

    /** Float products in another order, over 250 steps; no number is near 0 for all of an array. */
    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void oneHotInputsGiveWhatProductsGive(Cell cell, boolean masked) {
        inputs = SYMBOLS;
        List<Object> lookedUp = run(cell, masked, 2, StepHooks.recording(null));
        kernels = null;
        List<Object> products = run(cell, masked, 1, StepHooks.recording(null));
        for (int i = 0; i < products.size(); i++) {
            double[] found = doubles((float[]) lookedUp.get(i));
            double[] expected = doubles((float[]) products.get(i));
            double[] differences = IntStream.range(0, expected.length)
                    .mapToDouble(k -> found[k] - expected[k])
                    .toArray();
            assertThat(L2Norm.of(differences)).as("array %d", i).isLessThanOrEqualTo(2e-5 * L2Norm.of(expected));
        }
    }

    private static double[] doubles(float[] numbers) {
        return IntStream.range(0, numbers.length).mapToDouble(k -> numbers[k]).toArray();
    }

    @Test
    void bitsAreTheSameWhereSequencesAreBounded() {
        Cell cell = new GruCell(Activation.TANH, Activation.SIGMOID);
        assertSame(run(cell, true, 3, bounding(cell)), run(cell, true, 1, bounding(cell)), 3);
    }

    private StepHooks<float[]> bounding(Cell cell) {
        return new StepHooks<>(
                new BackwardRecorder<>(cell, m, BATCH, UNITS, STEPS, Recorded.ALL),
                null,
                new ErrorNorms<>(m, BATCH, UNITS, STEPS),
                new SequenceClipper<>(false, 0.5, m, BATCH, UNITS, STEPS));
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void recordsAreTheSame(Cell cell, boolean masked) {
        for (Recorded wanted : List.of(Recorded.ALL, new Recorded(true, true, false, false), Recorded.NORMS)) {
            List<Object> one = run(cell, masked, 1, recording(cell, wanted));
            for (int threads = 2; threads <= 4; threads++) {
                assertSame(run(cell, masked, threads, recording(cell, wanted)), one, threads);
            }
        }
    }

    private StepHooks<float[]> recording(Cell cell, Recorded wanted) {
        return StepHooks.recording(new BackwardRecorder<>(cell, m, BATCH, UNITS, STEPS, wanted));
    }

    private StepHooks<float[]> hooks(Cell cell) {
        return new StepHooks<>(
                new BackwardRecorder<>(cell, m, BATCH, UNITS, STEPS, Recorded.ALL),
                new StepClipper<>(new StepClipping(true, true, 0.05), cell, m, BATCH, UNITS),
                new ErrorNorms<>(m, BATCH, UNITS, STEPS));
    }

    private static void assertSame(List<Object> actual, List<Object> expected, int threads) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("array %d, %d threads", i, threads).isEqualTo(expected.get(i));
        }
    }

    /** Returns outputs, gradients, the last state, and what a recorder took down. */
    private List<Object> run(Cell cell, boolean masked, int threads, StepHooks<float[]> hooks) {
        Random random = new Random(4);
        int columns = cell.gates().size() * UNITS;
        float[] x = inputs == SYMBOLS ? symbols(random) : numbers(random, STEPS * BATCH * inputs, 1);
        float[] injected = numbers(random, STEPS * SIZE, 1);
        float[] bias = numbers(random, cell.biasBlocks() * UNITS, 1);
        CellState<float[]> start = new CellState<>(numbers(random, SIZE, 1), numbers(random, SIZE, 1));
        try (RecurrentEngine<float[]> engine = new RecurrentEngine<>(cell, inputs, UNITS, m, OpenBlas.FLOATS, kernels);
                Memory<float[]> w = memory(numbers(random, inputs * columns, 0.2));
                Memory<float[]> r = memory(numbers(random, UNITS * columns, 0.2));
                Memory<float[]> dw = m.allocate(w.length());
                Memory<float[]> dr = m.allocate(r.length());
                Memory<float[]> dx = m.allocate(x.length);
                Memory<float[]> y = m.allocate(injected.length)) {
            engine.useThreads(threads);
            Weights<float[]> weights = new Weights<>(w, r);
            engine.forward(BATCH, STEPS, reader(x, inputs), weights, bias, start, mask(masked), true);
            engine.outputs(y);
            CellState<float[]> end = engine.end();
            float[] db = new float[2 * columns];
            engine.backward(reader(injected, UNITS), weights, new Weights<>(dw, dr), db, dx, STEPS - 10, hooks);
            List<Object> all = new ArrayList<>(List.of(read(y), read(dw), read(dr), read(dx), db, end.h(), end.c()));
            if (hooks.recorder() != null) {
                all.addAll(recorded(hooks.recorder().trace()));
            }
            return all;
        }
    }

    /** Returns all that was taken down. */
    private static List<Object> recorded(BackwardTrace trace) {
        List<Object> all = new ArrayList<>();
        all.add(new double[] {trace.firstStep()});
        all.add(IntStream.range(0, STEPS).mapToDouble(trace::hidden).toArray());
        all.add(IntStream.range(0, STEPS).mapToDouble(trace::injected).toArray());
        all.add(IntStream.range(0, STEPS).mapToDouble(trace::cellState).toArray());
        for (int k = 0; k < trace.gates().size(); k++) {
            int gate = k;
            all.add(IntStream.range(0, STEPS)
                    .mapToDouble(t -> trace.preActivation(gate, t))
                    .toArray());
            all.add(IntStream.range(0, STEPS)
                    .mapToDouble(t -> trace.mean(gate, t))
                    .toArray());
            all.add(IntStream.range(0, STEPS)
                    .mapToDouble(t -> trace.saturated(gate, t))
                    .toArray());
            trace.quantiles(k).ifPresent(quantiles -> all.addAll(List.of((Object[]) quantiles)));
        }
        trace.saturatedStates().ifPresent(all::add);
        trace.activations().ifPresent(values -> addBlocks(values, trace.firstStep(), all));
        trace.errors().ifPresent(values -> addBlocks(values, trace.firstStep(), all));
        trace.examples()
                .ifPresent(examples -> all.add(IntStream.range(0, STEPS * BATCH)
                        .mapToDouble(
                                i -> examples.hidden(i / BATCH, i % BATCH) + examples.cellState(i / BATCH, i % BATCH))
                        .toArray()));
        return all;
    }

    private static void addBlocks(BackwardTrace.StepValues values, int first, List<Object> all) {
        for (String block : new TreeSet<>(values.blocks())) {
            for (int t = first; t < STEPS; t++) {
                all.add(values.step(block, t));
            }
        }
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

    /** Most are one-hot, some 0; the first symbol never occurs, and the last often. */
    private static float[] symbols(Random random) {
        float[] x = new float[STEPS * BATCH * SYMBOLS];
        for (int i = 0; i < STEPS * BATCH; i++) {
            if (random.nextInt(10) > 0) {
                x[i * SYMBOLS + Math.min(SYMBOLS - 1, 1 + random.nextInt(2 * SYMBOLS))] = 1;
            }
        }
        return x;
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
