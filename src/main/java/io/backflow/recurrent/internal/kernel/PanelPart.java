// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.Panels;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.cell.StepGradient;
import io.backflow.recurrent.internal.symbol.SymbolTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the examples of a minibatch, on their way forward and back on packed products, in one thread.
 *
 * <p>A step's input and the state before it lie side by side in a row, so that they take one product with both weights.
 */
final class PanelPart<A> extends StepBuffers<A> implements ErrorFlow<A> {

    /**
     * The packed weights: of input and state one above the other, or of each, and symbols in the place of the input's.
     */
    record Forward<A>(
            @Nullable Panels<A> joint,
            @Nullable Panels<A> recurrent,
            @Nullable SymbolTable<A> symbols) {}

    /** The packed weights for the way back, and where dL/dx goes, if anybody wants it. */
    record Backward<A>(
            Panels<A> recurrent,
            @Nullable Panels<A> input,
            @Nullable Memory<A> inputGradient) {}

    private final @Nullable CellLoops<A> loops;
    private final int columns;
    private final BackwardSteps<A> steps;
    private final StepRows<A> rows;

    final PartErrors<A> errors;
    /** Those of a replay, or as they were before clipping. */
    final PartErrors<A> aside;

    /** By step dL/dh, its injected part and dL/dc, where all parts are looked at together afterwards. */
    private final List<A[]> observed = new ArrayList<>();

    private final A[] dh;
    private final A[] dx;
    private PartErrors<A> target;
    private @Nullable Backward<A> backward;
    private boolean observes;
    private int examplesThatFit;
    private int example;
    private int examples;

    PanelPart(Cell cell, int inputs, int units, Arithmetic<A> m, PackedKernels<A> kernels) {
        super(cell, inputs, units, m);
        loops = kernels.loops(cell).orElse(null);
        rows = new StepRows<>(inputs, units, m);
        errors = new PartErrors<>(gates, units, cell.recurrentApart(), m);
        aside = new PartErrors<>(gates, units, cell.recurrentApart(), m);
        target = errors;
        columns = gates * units;
        steps = new BackwardSteps<>(this);
        dh = m.blocks(1, 0);
        dx = m.blocks(1, 0);
    }

    /** Makes room for the examples from {@code first} on, of a minibatch of {@code all}. */
    void fit(int first, int count, int all, int timeSteps, @Nullable StepMask mask, boolean keep) {
        example = first;
        examples = all;
        fit(count, timeSteps, mask, keep);
        rows.fit(timeSteps, examplesThatFit);
    }

    @Override
    void resize(int size) {
        super.resize(size);
        examplesThatFit = batch();
        rows.clear();
        errors.clear();
        aside.clear();
        observed.clear();
        dx[0] = m.block(examplesThatFit * inputs);
    }

    @Override
    void shrink() {
        super.shrink();
        rows.clear();
        errors.clear();
        aside.clear();
        observed.clear();
    }

    @Override
    void forward(A[] blocks, A before, A cBefore, A after) {
        if (loops == null) {
            super.forward(blocks, before, cBefore, after);
        } else {
            loops.forward(blocks, recurrent(), bias(), before, cBefore, after, batch() * units);
        }
    }

    @Override
    void backward(A[] blocks, A hBefore, A cBefore) {
        if (loops == null) {
            super.backward(blocks, hBefore, cBefore);
        } else {
            loops.backward(blocks, hBefore, cBefore, gradient(), batch() * units);
        }
    }

    int example() {
        return example;
    }

    void forward(SequenceReader<A> input, Forward<A> weights, A bias, @Nullable CellState<A> start, boolean keep) {
        tileBiases(bias);
        loadStart(start);
        for (int t = 0; t < steps(); t++) {
            if (weights.symbols() == null) {
                readInput(t, input);
            }
            // Without a state there is no product: 0 times an infinite weight would be no number.
            multiply(t, t == 0 && start == null ? 0 : units, weights, kept(t, keep));
            rows.putState(t + 1, step(t, keep), batch());
        }
    }

    private void multiply(int t, int unitsBefore, Forward<A> weights, A[] blocks) {
        A row = rows.at(t);
        int width = rows.width();
        boolean apart = cell.recurrentApart();
        Panels<A> joint = weights.joint();
        if (joint != null) {
            joint.multiply(batch(), apart ? inputs : inputs + unitsBefore, row, 0, width, blocks);
        }
        Panels<A> recurrent = weights.recurrent();
        if (recurrent != null) {
            recurrent.multiply(batch(), unitsBefore, row, inputs, width, apart ? recurrent() : blocks);
        }
        SymbolTable<A> symbols = weights.symbols();
        if (symbols != null) {
            for (int k = 0; apart && k < gates; k++) {
                m.clear(blocks[k], 0, batch() * units);
            }
            symbols.addTo(t * examples + example, batch(), blocks, units);
        }
    }

    /**
     * Reads the inputs of some steps, and writes the symbol of each where its step and example are in the minibatch;
     * returns whether all have one, or are 0.
     */
    boolean readSymbols(SequenceReader<A> input, int steps, OneHotRows<A> loops, int[] to) {
        for (int t = 0; t < steps; t++) {
            readInput(t, input);
            if (!rows.symbols(t, batch(), loops, to, t * examples + example)) {
                return false;
            }
        }
        return true;
    }

    private void readInput(int t, SequenceReader<A> input) {
        A x = inputScratch();
        input.read(t, x);
        StepMask mask = held();
        if (mask != null) {
            // Padding may hold anything, and 0 times NaN is NaN.
            mask.clear(m, t, x, inputs);
        }
        rows.putInput(t, x, batch());
    }

    private void loadStart(@Nullable CellState<A> start) {
        int size = batch() * units;
        if (start == null) {
            m.clear(h(), 0, size);
            m.clear(cStart(), 0, size);
        } else {
            m.copy(start.h(), example * units, h(), 0, size);
            if (cell.cellStateBlock() >= 0) {
                m.copy(start.c(), example * units, cStart(), 0, size);
            }
        }
        rows.putState(0, h(), batch());
    }

    @Override
    void state(int t, A into) {
        state(t, into, 0);
    }

    void state(int t, A into, int offset) {
        rows.state(t, batch(), into, offset);
    }

    void input(int t, A into, int offset) {
        rows.input(t, batch(), into, offset);
    }

    /** Lets the next way back keep what {@link #observe} shows. */
    void observes(boolean itDoes) {
        observes = itDoes;
        while (itDoes && observed.size() < steps()) {
            A[] blocks = m.blocks(3, examplesThatFit * units);
            observed.add(blocks);
        }
    }

    /** Copies what the last way back found at a step to the place of these examples in a whole minibatch. */
    void observe(int t, StepGradient<A> into) {
        int at = example * units;
        int size = batch() * units;
        A[] blocks = observed.get(t);
        m.copy(blocks[0], 0, into.dh, at, size);
        m.copy(blocks[1], 0, into.injected, at, size);
        m.copy(blocks[2], 0, into.dc, at, size);
        target.part(target.input(t), into.dz, at, batch());
        if (cell.recurrentApart()) {
            target.part(target.recurrent(t), into.dzRecurrent, at, batch());
        }
    }

    /** Runs back, and leaves the errors in {@link #errors}, or in {@link #aside} if it is a replay. */
    void backward(int first, SequenceReader<A> injected, Backward<A> weights, StepHooks<A> hooks, boolean replay) {
        target = replay ? aside : errors;
        target.fit(steps(), examplesThatFit);
        if (hooks.keepsErrors()) {
            aside.fit(steps(), examplesThatFit);
        }
        backward = weights;
        try {
            steps.run(first, injected, this, hooks);
            clearInputGradient(first, weights);
        } finally {
            backward = null;
        }
    }

    private void clearInputGradient(int first, Backward<A> weights) {
        if (weights.inputGradient() != null) {
            m.clear(dx[0], 0, batch() * inputs);
            for (int t = 0; t < first; t++) {
                weights.inputGradient().put(inputAt(t), dx[0], 0, batch() * inputs);
            }
        }
    }

    private long inputAt(int t) {
        return ((long) t * examples + example) * inputs;
    }

    @Override
    public void carry(int t, A into) {
        if (backward != null) {
            dh[0] = into;
            backward.recurrent().multiply(batch(), columns, target.recurrent(t + 1), 0, columns, dh);
        }
    }

    @Override
    public void put(int t, StepGradient<A> g) {
        target.join(g.dz, target.input(t), batch());
        if (cell.recurrentApart()) {
            target.join(g.dzRecurrent, target.recurrent(t), batch());
        }
        if (observes) {
            A[] blocks = observed.get(t);
            m.copy(g.dh, 0, blocks[0], 0, batch() * units);
            m.copy(g.injected, 0, blocks[1], 0, batch() * units);
            m.copy(g.dc, 0, blocks[2], 0, batch() * units);
        }
        if (backward != null && backward.input() != null && backward.inputGradient() != null) {
            backward.input().multiply(batch(), columns, target.input(t), 0, columns, dx);
            backward.inputGradient().put(inputAt(t), dx[0], 0, batch() * inputs);
        }
    }

    @Override
    public void putUnclipped(int t, StepGradient<A> g, boolean[] held) {
        A to = aside.recurrent(t);
        aside.join(g.dzRecurrent, to, batch());
        for (int b = 0; b < held.length; b++) {
            if (held[b]) {
                m.clear(to, b * columns, columns);
            }
        }
    }

    OuterSums.Rows<A> errorRows(int t, boolean recurrent) {
        return new OuterSums.Rows<>(batch(), recurrent ? errors.recurrent(t) : errors.input(t), rows.at(t));
    }

    /** Takes over what the parts of a minibatch hold, one after the other. */
    void gather(List<PanelPart<A>> parts) {
        for (PanelPart<A> part : parts) {
            int at = part.example * units;
            int size = part.batch() * units;
            for (int t = 0; t < steps(); t++) {
                for (int k = 0; k < cell.keptBlocks(); k++) {
                    m.copy(part.kept(t, true)[k], 0, kept(t, true)[k], at, size);
                }
            }
            rows.copy(part.rows, steps(), part.example, part.batch());
            m.copy(part.cStart(), 0, cStart(), at, size);
            for (int k = 0; k < cell.biasBlocks(); k++) {
                m.copy(part.bias()[k], 0, bias()[k], at, size);
            }
        }
    }
}
