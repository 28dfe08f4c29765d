// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.symbol.Symbols;
import io.backflow.recurrent.internal.threads.Workers;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a {@link RecurrentEngine} on products of packed weights.
 *
 * <p>Threads share the examples out among them, each a {@link PanelPart}, and meet at the end of a pass; then they
 * share out the numbers of the weights' gradient. No number depends on how many threads there are.
 */
final class PanelPasses<A> implements PassValues<A>, AutoCloseable {

    /** The fewest examples, and multiply-adds of a pass, for which a thread is worth its while. */
    private static final int LEAST_EXAMPLES = 4;

    private static final double LEAST_WORK = 2e6;

    private final Cell cell;
    private final int inputs;
    private final int units;
    private final int columns;
    private final Arithmetic<A> m;
    private final PackedKernels<A> kernels;
    private final PanelWeights<A> weights;
    private final PanelPart<A> whole;
    private final List<PanelPart<A>> shared = new ArrayList<>();
    private final List<GradientShare<A>> gradients = new ArrayList<>();
    private final A[] sums;
    private @Nullable Memory<A> errorsInMemory;
    private @Nullable Memory<A> scratch;
    private List<PanelPart<A>> parts;
    private int miniBatch;
    private int timeSteps;
    private @Nullable StepMask held;
    private @Nullable Symbols symbols;

    PanelPasses(Cell cell, int inputs, int units, Arithmetic<A> m, PackedKernels<A> kernels) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.columns = cell.gates().size() * units;
        this.m = m;
        this.kernels = kernels;
        weights = new PanelWeights<>(cell, inputs, units, m, kernels);
        whole = new PanelPart<>(cell, inputs, units, m, kernels);
        parts = List.of(whole);
        sums = m.blocks(2, columns);
    }

    void forward(
            int batch,
            int steps,
            SequenceReader<A> input,
            Weights<A> from,
            A bias,
            @Nullable CellState<A> start,
            @Nullable StepMask mask,
            boolean keep,
            int threads) {
        miniBatch = batch;
        timeSteps = steps;
        held = mask;
        parts = share(Math.max(1, Math.min(threads, worthwhile())));
        symbols = symbols(input, keep);
        PanelPart.Forward<A> packed = symbols == null ? weights.forward(from) : weights.forward(from, symbols);
        Workers.run(parts.size(), i -> {
            PanelPart<A> part = parts.get(i);
            fit(part, i, keep);
            part.forward(readerOf(part, input, inputs), packed, bias, start, keep);
        });
    }

    /** Looks at the first step in this thread: most inputs that are no symbols show it there. */
    private @Nullable Symbols symbols(SequenceReader<A> input, boolean keep) {
        if (inputs < Symbols.LEAST_INPUTS) {
            return null;
        }
        OneHotRows<A> loops = kernels.oneHotRows();
        PanelPart<A> some = parts.get(0);
        fit(some, 0, keep);
        if (!some.readSymbols(readerOf(some, input, inputs), 1, loops, new int[miniBatch])) {
            return null;
        }
        int[] found = new int[Math.multiplyExact(timeSteps, miniBatch)];
        AtomicBoolean all = new AtomicBoolean(true);
        Workers.run(parts.size(), i -> {
            PanelPart<A> part = parts.get(i);
            fit(part, i, keep);
            if (!part.readSymbols(readerOf(part, input, inputs), timeSteps, loops, found)) {
                all.set(false);
            }
        });
        return all.get() ? new Symbols(found, inputs) : null;
    }

    private int worthwhile() {
        double work = (double) miniBatch * timeSteps * (inputs + units) * columns;
        int byExamples = miniBatch / LEAST_EXAMPLES;
        return (int) Math.min(byExamples, work / LEAST_WORK);
    }

    private List<PanelPart<A>> share(int count) {
        if (count == 1) {
            return List.of(whole);
        }
        while (shared.size() < count) {
            shared.add(new PanelPart<>(cell, inputs, units, m, kernels));
        }
        return List.copyOf(shared.subList(0, count));
    }

    private void fit(PanelPart<A> part, int index, boolean keep) {
        int first = (int) ((long) miniBatch * index / parts.size());
        int end = (int) ((long) miniBatch * (index + 1) / parts.size());
        StepMask mask = held == null || parts.size() == 1 ? held : held.rows(first, end);
        part.fit(first, end - first, miniBatch, timeSteps, mask, keep);
    }

    private SequenceReader<A> readerOf(PanelPart<A> part, SequenceReader<A> all, int size) {
        return parts.size() == 1 ? all : all.rows(m, miniBatch, size, part.example(), part.batch());
    }

    /** Copies the states after all steps, and 0 at masked ones. */
    void outputs(Memory<A> to) {
        Workers.run(parts.size(), i -> {
            PanelPart<A> part = parts.get(i);
            A block = part.gradient().injected;
            for (int t = 0; t < timeSteps; t++) {
                part.state(t + 1, block);
                if (part.held() != null) {
                    part.held().clear(m, t, block, units);
                }
                to.put(((long) t * miniBatch + part.example()) * units, block, 0, part.batch() * units);
            }
        });
    }

    void backward(
            int first,
            SequenceReader<A> injected,
            Weights<A> from,
            Weights<A> to,
            A bias,
            @Nullable Memory<A> inputGradient,
            StepHooks<A> hooks) {
        if (!hooks.looksAtNoExample()) {
            gather();
        }
        run(first, injected, weights.backward(from, inputGradient), hooks.ofFirstPass(), false);
        double[] factors = hooks.factors();
        if (factors.length > 0) {
            scaleErrors(first, factors, inputGradient);
        }
        sumGradients(first, to, bias);
        if (factors.length > 0 && hooks.recorder() != null) {
            SequenceReader<A> scaled = injected.scaled(m, units, factors);
            run(first, scaled, weights.backward(from, null), hooks.ofSecondPass(), true);
        }
    }

    /** Multiplies all errors of each example, and what they made of the input's gradient. */
    private void scaleErrors(int first, double[] factors, @Nullable Memory<A> inputGradient) {
        A dx = m.block(inputs);
        for (int t = first; t < timeSteps; t++) {
            for (int b = 0; b < factors.length; b++) {
                if (factors[b] != 1) {
                    whole.errors.scale(t, b, factors[b]);
                    if (inputGradient != null) {
                        long at = ((long) t * miniBatch + b) * inputs;
                        inputGradient.get(at, dx, 0, inputs);
                        m.scale(dx, 0, inputs, factors[b]);
                        inputGradient.put(at, dx, 0, inputs);
                    }
                }
            }
        }
    }

    void replay(
            int first,
            SequenceReader<A> injected,
            Weights<A> from,
            @Nullable Memory<A> inputGradient,
            StepHooks<A> hooks) {
        run(first, injected, weights.backward(from, inputGradient), hooks, true);
    }

    private void run(
            int first, SequenceReader<A> injected, PanelPart.Backward<A> packed, StepHooks<A> hooks, boolean replay) {
        BackwardRecorder<A> recorder = parts.size() > 1 ? hooks.recorder() : null;
        StepHooks<A> ofParts = recorder == null ? hooks : StepHooks.recording(null);
        Workers.run(parts.size(), i -> {
            PanelPart<A> part = parts.get(i);
            part.observes(recorder != null);
            part.backward(first, readerOf(part, injected, units), packed, ofParts, replay);
        });
        if (recorder != null) {
            new ObservedParts<>(cell, m, parts, miniBatch, units, held, recorder).show(first, timeSteps);
        }
    }

    /** Makes one part of all, for those who look at the steps of the whole minibatch. */
    private void gather() {
        if (parts.size() > 1) {
            List<PanelPart<A>> scattered = parts;
            parts = List.of(whole);
            fit(whole, 0, true);
            whole.gather(scattered);
        }
    }

    private void sumGradients(int first, Weights<A> to, A bias) {
        List<OuterSums.Rows<A>> onInput = rows(first, false);
        List<OuterSums.Rows<A>> onRecurrent = cell.recurrentApart() ? rows(first, true) : onInput;
        GradientShare.Errors<A> errors = new GradientShare.Errors<>(onInput, onRecurrent, first * miniBatch);
        while (gradients.size() < parts.size()) {
            gradients.add(new GradientShare<>(cell, inputs, units, m, kernels));
        }
        Workers.run(parts.size(), i -> gradients.get(i).sum(i, parts.size(), errors, symbols, to, sums));
        m.copy(sums[0], 0, bias, 0, columns);
        if (cell.recurrentApart()) {
            m.copy(sums[1], 0, bias, columns, columns);
        }
    }

    private List<OuterSums.Rows<A>> rows(int first, boolean recurrent) {
        List<OuterSums.Rows<A>> rows = new ArrayList<>();
        for (int t = first; t < timeSteps; t++) {
            for (PanelPart<A> part : parts) {
                rows.add(part.errorRows(t, recurrent));
            }
        }
        return rows;
    }

    @Override
    public int miniBatch() {
        return miniBatch;
    }

    @Override
    public int timeSteps() {
        return timeSteps;
    }

    @Override
    public void state(int t, A into) {
        parts.forEach(part -> part.state(t, into, part.example() * units));
    }

    @Override
    public void cellState(int t, A into) {
        parts.forEach(part -> m.copy(part.cBefore(t), 0, into, part.example() * units, part.batch() * units));
    }

    @Override
    public void error(int t, A into) {
        parts.forEach(part -> m.copy(part.errors.input(t), 0, into, part.example() * columns, part.batch() * columns));
    }

    @Override
    public void recurrentError(int t, A into) {
        parts.forEach(
                part -> m.copy(part.errors.recurrent(t), 0, into, part.example() * columns, part.batch() * columns));
    }

    @Override
    public void input(int t, A into) {
        parts.forEach(part -> part.input(t, into, part.example() * inputs));
    }

    @Override
    public Memory<A> recurrentErrors(boolean unclipped) {
        Memory<A> memory = atLeast(errorsInMemory, (long) timeSteps * miniBatch * columns);
        errorsInMemory = memory;
        PartErrors<A> from = unclipped ? whole.aside : whole.errors;
        for (int t = 0; t < timeSteps; t++) {
            memory.put((long) t * miniBatch * columns, from.recurrent(t), 0, miniBatch * columns);
        }
        return memory;
    }

    @Override
    public Memory<A> scratch(long length) {
        scratch = atLeast(scratch, length);
        return scratch;
    }

    private Memory<A> atLeast(@Nullable Memory<A> memory, long length) {
        if (memory != null && memory.length() >= length) {
            return memory;
        }
        if (memory != null) {
            memory.close();
        }
        return m.allocate(length);
    }

    @Override
    public void close() {
        whole.shrink();
        shared.clear();
        gradients.clear();
        parts = List.of(whole);
        symbols = null;
        if (errorsInMemory != null) {
            errorsInMemory.close();
        }
        if (scratch != null) {
            scratch.close();
        }
        errorsInMemory = null;
        scratch = null;
    }
}
