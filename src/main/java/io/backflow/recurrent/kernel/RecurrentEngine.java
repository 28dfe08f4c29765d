package io.backflow.recurrent.kernel;

import io.backflow.recurrent.kernel.MatrixProduct.Matrix;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a recurrent cell over a whole sequence, forward and back.
 *
 * <p>Forward, the input products of all steps are one matrix product; each step then takes one product with the recurrent weights and
 * the cell's loops. Backward, each step takes the cell's loops and one product; the gradients of both weight matrices
 * and of the input are one product each over all steps. The states are shifted by one step against dL/dz in the product for the
 * recurrent weights, so that a carried initial state takes part by itself.
 *
 * <p>Buffers grow to the largest shape seen and are used again. One engine serves one thread at a time.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class RecurrentEngine<A> implements AutoCloseable {

    private final Cell cell;
    private final int inputs;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;
    private final MatrixProduct<A> product;
    private final EngineBuffers<A> buffers;

    private int batch;
    private int steps;
    private boolean startsFromZero = true;
    private @Nullable HeldSteps held;

    /** Makes an engine without buffers; they come with the first sequence. */
    public RecurrentEngine(Cell cell, int inputs, int units, Arithmetic<A> arithmetic, MatrixProduct<A> product) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = arithmetic;
        this.product = product;
        this.buffers = new EngineBuffers<>(cell, inputs, units, arithmetic);
    }

    /**
     * Runs forward.
     *
     * @param input [time][miniBatch, inputs]
     * @param bias the cell's {@link Cell#biasBlocks()} biases, each of {@code units} values
     * @param start the state to start from; zero if null
     * @param mask steps to hold; none if null
     * @param keep whether a backward pass may follow
     */
    public void forward(
            int miniBatch,
            int timeSteps,
            SequenceReader<A> input,
            Weights<A> weights,
            A bias,
            @Nullable CellState<A> start,
            @Nullable HeldSteps mask,
            boolean keep) {
        batch = miniBatch;
        steps = timeSteps;
        held = mask;
        startsFromZero = start == null;
        buffers.fit(batch, steps, keep);
        readInput(input);
        for (int k = 0; k < cell.biasBlocks(); k++) {
            m.tile(bias, k * units, units, batch, buffers.bias()[k]);
        }
        loadStart(start);
        product.multiply(
                steps * batch,
                gates * units,
                inputs,
                rows(buffers.input(), 0, inputs),
                transposed(weights.input(), inputs),
                0,
                rows(buffers.z(), 0, gates * units));
        try {
            for (int t = 0; t < steps; t++) {
                stepForward(t, weights, keep);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void readInput(SequenceReader<A> input) {
        Memory<A> x = buffers.input();
        int size = batch * inputs;
        if (held == null && input.readAll(x)) {
            return;
        }
        for (int t = 0; t < steps; t++) {
            input.read(t, buffers.inputScratch());
            if (held != null) {
                // Padding may hold anything, and 0 times NaN is NaN.
                held.clear(m, t, buffers.inputScratch(), inputs);
            }
            x.put((long) t * size, buffers.inputScratch(), 0, size);
        }
    }

    private void loadStart(@Nullable CellState<A> start) {
        int size = batch * units;
        if (start == null) {
            m.clear(buffers.h(), 0, size);
            m.clear(buffers.cStart(), 0, size);
        } else {
            m.copy(start.h(), 0, buffers.h(), 0, size);
            if (cell.cellStateBlock() >= 0) {
                m.copy(start.c(), 0, buffers.cStart(), 0, size);
            }
        }
        buffers.states().put(0, buffers.h(), 0, size);
    }

    private void stepForward(int t, Weights<A> weights, boolean keep) {
        int size = batch * units;
        long row = (long) t * batch * gates * units;
        A[] kept = buffers.kept(t, keep);
        boolean apart = cell.recurrentApart();
        if (t > 0 || !startsFromZero) {
            product.multiply(
                    batch,
                    gates * units,
                    units,
                    rows(buffers.states(), (long) t * size, units),
                    transposed(weights.recurrent(), units),
                    apart ? 0 : 1,
                    apart ? rows(buffers.zRecurrent(), row, gates * units) : rows(buffers.z(), row, gates * units));
            if (apart) {
                split(buffers.zRecurrent(), row, buffers.recurrent());
            }
        } else if (apart) {
            for (A block : buffers.recurrent()) {
                m.clear(block, 0, size);
            }
        }
        split(buffers.z(), row, kept);
        A before = buffers.h();
        A after = buffers.swapH();
        A cBefore = cBefore(t, keep);
        cell.forward(m, kept, buffers.recurrent(), buffers.bias(), before, cBefore, after, size);
        if (held != null) {
            held.keep(m, t, before, after, units);
            if (cell.cellStateBlock() >= 0) {
                held.keep(m, t, cBefore, kept[cell.cellStateBlock()], units);
            }
        }
        buffers.states().put((long) (t + 1) * size, after, 0, size);
    }

    private A cBefore(int t, boolean keep) {
        int block = cell.cellStateBlock();
        return t == 0 || block < 0 ? buffers.cStart() : buffers.kept(t - 1, keep)[block];
    }

    /** Copies [miniBatch, gates x units] into a block for each gate. */
    private void split(Memory<A> z, long row, A[] blocks) {
        for (int b = 0; b < batch; b++) {
            for (int k = 0; k < gates; k++) {
                z.get(row + ((long) b * gates + k) * units, blocks[k], b * units, units);
            }
        }
    }

    /** The reverse of {@link #split}. */
    private void join(A[] blocks, Memory<A> z, long row) {
        for (int b = 0; b < batch; b++) {
            for (int k = 0; k < gates; k++) {
                z.put(row + ((long) b * gates + k) * units, blocks[k], b * units, units);
            }
        }
    }

    /** Copies the outputs [time, miniBatch, units] of the last forward pass: the states, and 0 at masked steps. */
    public void outputs(Memory<A> to) {
        int size = batch * units;
        buffers.states().copyTo(size, to, 0, (long) steps * size);
        if (held == null) {
            return;
        }
        A zeros = buffers.gradient().scratch;
        m.clear(zeros, 0, units);
        for (int t = 0; t < steps; t++) {
            boolean[] rows = held.at(t);
            for (int b = 0; b < rows.length; b++) {
                if (rows[b]) {
                    to.put((long) t * size + (long) b * units, zeros, 0, units);
                }
            }
        }
    }

    /** Returns a copy of the state after the last step of the last forward pass. */
    public CellState<A> end(boolean keep) {
        int size = batch * units;
        A h = m.block(size);
        A c = m.block(size);
        buffers.states().get((long) steps * size, h, 0, size);
        if (cell.cellStateBlock() >= 0) {
            m.copy(cBefore(steps, keep), 0, c, 0, size);
        }
        return new CellState<>(h, c);
    }

    /**
     * Runs back through the last forward pass, which must have been kept, and overwrites all gradients.
     *
     * @param injected dL/dy [time][miniBatch, units] from the layer above
     * @param gradients dL/dW and dL/dR
     * @param bias dL/db: {@code gates x units} values of the input biases, and as many of the recurrent ones if they stay apart
     * @param inputGradient dL/dx [time, miniBatch, inputs]
     * @param backwardLength how many of the last steps take part; the others get no gradient
     * @param recorder measures every step; nothing does if null
     */
    public void backward(
            SequenceReader<A> injected,
            Weights<A> weights,
            Weights<A> gradients,
            A bias,
            Memory<A> inputGradient,
            int backwardLength,
            @Nullable BackwardRecorder<A> recorder) {
        int first = Math.max(0, steps - backwardLength);
        StepGradient<A> g = buffers.gradient();
        buffers.clearBiasSums();
        m.clear(g.dcCarried, 0, batch * units);
        for (int t = steps - 1; t >= first; t--) {
            injected.read(t, g.injected);
            stepBackward(t, weights, recorder);
        }
        sumBiases(bias);
        try {
            multiplyGradients(first, weights, gradients, inputGradient);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void stepBackward(int t, Weights<A> weights, @Nullable BackwardRecorder<A> recorder) {
        int size = batch * units;
        StepGradient<A> g = buffers.gradient();
        carry(t, weights, g, size);
        if (held != null) {
            held.clear(m, t, g.injected, units);
            holdBackward(g);
        }
        m.sum(g.dh, g.dh, g.injected, size);
        A hBefore = buffers.h();
        if (cell.hasDirectPath()) {
            buffers.states().get((long) t * size, hBefore, 0, size);
        }
        A[] kept = buffers.kept(t, true);
        cell.backward(m, kept, hBefore, cBefore(t, true), g, size);
        if (held != null) {
            releaseBackward(t, g);
        }
        if (recorder != null) {
            record(t, kept, hBefore, recorder);
        }
        long row = (long) t * batch * gates * units;
        join(g.dz, buffers.z(), row);
        buffers.addBiasSums(g, size);
        if (cell.recurrentApart()) {
            join(g.dzRecurrent, buffers.zRecurrent(), row);
        }
    }

    private void record(int t, A[] kept, A hBefore, BackwardRecorder<A> recorder) {
        int size = batch * units;
        A h = buffers.swapH();
        buffers.swapH();
        if (recorder.readsStates()) {
            buffers.states().get((long) (t + 1) * size, h, 0, size);
            buffers.states().get((long) t * size, hBefore, 0, size);
        }
        boolean[] rows = held == null ? new boolean[0] : held.at(t);
        recorder.step(t, rows, kept, hBefore, h, buffers.gradient());
    }

    /** Leaves in {@code g.dh} what the next step says about this one's state. */
    private void carry(int t, Weights<A> weights, StepGradient<A> g, int size) {
        if (t == steps - 1) {
            m.clear(g.dh, 0, size);
            return;
        }
        Memory<A> dz = cell.recurrentApart() ? buffers.zRecurrent() : buffers.z();
        product.multiply(
                batch,
                units,
                gates * units,
                rows(dz, (long) (t + 1) * batch * gates * units, gates * units),
                rows(weights.recurrent(), 0, units),
                0,
                rows(buffers.dhCarried(), 0, units));
        buffers.dhCarried().get(0, g.dh, 0, size);
        if (cell.hasDirectPath() || held != null) {
            m.sum(g.dh, g.dh, g.dhDirect, size);
        }
    }

    /** Puts aside what must pass a masked step unchanged. */
    private void holdBackward(StepGradient<A> g) {
        A h = buffers.heldH();
        A c = buffers.heldC();
        m.copy(g.dh, 0, h, 0, batch * units);
        m.copy(g.dcCarried, 0, c, 0, batch * units);
        if (!cell.hasDirectPath()) {
            m.clear(g.dhDirect, 0, batch * units);
        }
    }

    private void releaseBackward(int t, StepGradient<A> g) {
        HeldSteps mask = Objects.requireNonNull(held);
        mask.keep(m, t, buffers.heldH(), g.dhDirect, units);
        mask.keep(m, t, buffers.heldC(), g.dcCarried, units);
        mask.keep(m, t, buffers.heldC(), g.dc, units);
        for (int k = 0; k < gates; k++) {
            mask.clear(m, t, g.dz[k], units);
            mask.clear(m, t, g.dzRecurrent[k], units);
        }
    }

    private void sumBiases(A bias) {
        boolean apart = cell.recurrentApart();
        m.clear(bias, 0, gates * units * (apart ? 2 : 1));
        for (int k = 0; k < gates; k++) {
            m.sumRows(buffers.biasSums()[k], batch, units, bias, k * units);
            if (apart) {
                m.sumRows(buffers.biasSums()[gates + k], batch, units, bias, (gates + k) * units);
            }
        }
    }

    private void multiplyGradients(int first, Weights<A> weights, Weights<A> gradients, Memory<A> inputGradient) {
        int columns = gates * units;
        int count = (steps - first) * batch;
        long from = (long) first * batch;
        Matrix<A> dz = rows(buffers.z(), from * columns, columns);
        Memory<A> recurrent = cell.recurrentApart() ? buffers.zRecurrent() : buffers.z();
        // The gradients are column-major, which read row-major is their transpose: dZ' X and dZ' H.
        product.multiply(
                columns,
                inputs,
                count,
                transposed(dz.memory(), dz.offset(), columns),
                rows(buffers.input(), from * inputs, inputs),
                0,
                rows(gradients.input(), 0, inputs));
        product.multiply(
                columns,
                units,
                count,
                transposed(recurrent, from * columns, columns),
                rows(buffers.states(), from * units, units),
                0,
                rows(gradients.recurrent(), 0, units));
        product.multiply(
                count,
                inputs,
                columns,
                dz,
                rows(weights.input(), 0, inputs),
                0,
                rows(inputGradient, from * inputs, inputs));
        for (int t = 0; t < first; t++) {
            m.clear(buffers.inputScratch(), 0, batch * inputs);
            inputGradient.put((long) t * batch * inputs, buffers.inputScratch(), 0, batch * inputs);
        }
    }

    private static <A> Matrix<A> rows(Memory<A> memory, long offset, int rowLength) {
        return new Matrix<>(memory, offset, rowLength, false);
    }

    private static <A> Matrix<A> transposed(Memory<A> memory, int rowLength) {
        return transposed(memory, 0, rowLength);
    }

    private static <A> Matrix<A> transposed(Memory<A> memory, long offset, int rowLength) {
        return new Matrix<>(memory, offset, rowLength, true);
    }

    /** Returns the cell. */
    public Cell cell() {
        return cell;
    }

    @Override
    public void close() {
        buffers.close();
    }
}
