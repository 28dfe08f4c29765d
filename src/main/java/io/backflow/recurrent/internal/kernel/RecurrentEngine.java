// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.Memory;
import java.lang.ref.Reference;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Runs a recurrent cell over a whole sequence, forward and back.
 *
 * <p>Forward, the input products of all steps are one matrix product; each step then takes one product with the
 * recurrent weights and the cell's loops. Backward, each step takes the cell's loops and one product; the gradients of
 * both weight matrices and of the input are one product each over all steps. The states are shifted by one step against
 * dL/dz in the product for the recurrent weights, so that a carried initial state takes part by itself.
 *
 * <p>Buffers grow to the largest shape seen and are used again. One engine serves one thread at a time.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class RecurrentEngine<A> implements AutoCloseable {

    private final Cell cell;
    private final int inputs;
    private final int units;
    private final Arithmetic<A> m;
    private final EngineBuffers<A> buffers;
    private final ForwardSteps<A> forward;
    private final BackwardSteps<A> backward;
    private final GradientProducts<A> products;
    private final MatrixProduct<A> product;

    /** First step of the last backward pass; -1 if there is none over the current forward pass. */
    private int reached = -1;

    /** Makes an engine without buffers; they come with the first sequence. */
    public RecurrentEngine(Cell cell, int inputs, int units, Arithmetic<A> arithmetic, MatrixProduct<A> product) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.m = arithmetic;
        this.buffers = new EngineBuffers<>(cell, inputs, units, arithmetic);
        this.forward = new ForwardSteps<>(cell, inputs, units, arithmetic, product, buffers);
        this.backward = new BackwardSteps<>(cell, units, arithmetic, product, buffers);
        this.products = new GradientProducts<>(cell, inputs, units, arithmetic, product, buffers);
        this.product = product;
    }

    /**
     * Runs forward.
     *
     * @param input [time][miniBatch, inputs]
     * @param bias the cell's {@link Cell#biasBlocks()} biases, each of {@code units} values
     * @param start the state to start from; zero if null
     * @param mask the masked steps; null if there are none
     * @param keep whether a backward pass may follow
     */
    public void forward(
            int miniBatch,
            int timeSteps,
            SequenceReader<A> input,
            Weights<A> weights,
            A bias,
            @Nullable CellState<A> start,
            @Nullable StepMask mask,
            boolean keep) {
        reached = -1;
        buffers.fit(miniBatch, timeSteps, mask, keep);
        try {
            forward.run(input, weights, bias, start, keep);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Copies the outputs [time, miniBatch, units] of the last forward pass: the states, and 0 at masked steps. */
    public void outputs(Memory<A> to) {
        int steps = buffers.steps();
        int size = buffers.batch() * units;
        StepMask mask = buffers.mask();
        buffers.states().copyTo(size, to, 0, (long) steps * size);
        if (mask == null) {
            return;
        }
        A zeros = buffers.gradient().scratch;
        m.clear(zeros, 0, units);
        for (int t = 0; t < steps; t++) {
            boolean[] rows = mask.at(t);
            for (int b = 0; b < rows.length; b++) {
                if (rows[b]) {
                    to.put((long) t * size + (long) b * units, zeros, 0, units);
                }
            }
        }
    }

    /** Returns a copy of the state after the last step of the last forward pass. */
    public CellState<A> end(boolean keep) {
        int steps = buffers.steps();
        int size = buffers.batch() * units;
        A h = m.block(size);
        A c = m.block(size);
        buffers.states().get((long) steps * size, h, 0, size);
        if (cell.cellStateBlock() >= 0) {
            m.copy(buffers.cBefore(steps, keep), 0, c, 0, size);
        }
        return new CellState<>(h, c);
    }

    /**
     * Runs back through the last forward pass, which must have been kept, and overwrites all gradients.
     *
     * @param injected dL/dy [time][miniBatch, units] from the layer above
     * @param gradients dL/dW and dL/dR
     * @param bias dL/db: {@code gates x units} values of the input biases, and as many of the recurrent ones if they
     *     stay apart
     * @param inputGradient dL/dx [time, miniBatch, inputs]
     * @param backwardLength how many of the last steps take part; the others get no gradient
     * @param hooks what takes part in each step
     */
    public void backward(
            SequenceReader<A> injected,
            Weights<A> weights,
            Weights<A> gradients,
            A bias,
            Memory<A> inputGradient,
            int backwardLength,
            StepHooks<A> hooks) {
        int first = Math.max(0, buffers.steps() - backwardLength);
        reached = first;
        try {
            ErrorTarget<A> errors = buffers.errors();
            backward.run(first, injected, weights, errors, hooks, false);
            backward.sumBiases(bias);
            products.weights(first, errors, gradients);
            products.input(first, errors, weights, inputGradient);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Runs back once more, with other errors from above, and touches neither gradients nor what the last
     * {@link #backward} left.
     *
     * @param recorder measures every step
     */
    public void replay(
            SequenceReader<A> injected,
            Weights<A> weights,
            Memory<A> inputGradient,
            int backwardLength,
            BackwardRecorder<A> recorder) {
        int first = Math.max(0, buffers.steps() - backwardLength);
        try {
            ErrorTarget<A> errors = buffers.replayErrors();
            backward.run(first, injected, weights, errors, StepHooks.recording(recorder), true);
            products.input(first, errors, weights, inputGradient);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns what the last {@link #backward} left behind.
     *
     * @param hooks those that took part in it
     * @param norms the norms that were taken down in it
     */
    public RecurrentPass<A> lastPass(StepHooks<A> hooks, ErrorNorms<A> norms) {
        ErrorTarget<A> errors = hooks.keepsErrors() ? buffers.replayErrors() : buffers.errors();
        return new RecurrentPass<>(cell, units, Math.max(0, reached), buffers, m, product, norms, errors.recurrent());
    }

    /**
     * Returns the latest step at which the last {@link #backward} met a NaN or infinite error; nothing if it met none,
     * or if another forward pass has come since.
     */
    public OptionalInt lastNonFiniteStep() {
        if (reached < 0) {
            return OptionalInt.empty();
        }
        int size = buffers.batch() * cell.gates().size() * units;
        A errors = m.block(size);
        for (int t = buffers.steps() - 1; t >= reached; t--) {
            buffers.z().get((long) t * size, errors, 0, size);
            if (!Double.isFinite(m.largest(errors, 0, size))) {
                return OptionalInt.of(t);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Returns the earliest step after which the last forward pass holds a NaN or infinite state; nothing if it holds
     * none, or has not been followed by a {@link #backward}.
     */
    public OptionalInt firstNonFiniteState() {
        int size = buffers.batch() * units;
        int cellState = cell.cellStateBlock();
        A h = m.block(size);
        for (int t = 0; reached >= 0 && t < buffers.steps(); t++) {
            buffers.states().get((t + 1L) * size, h, 0, size);
            double largest = m.largest(h, 0, size);
            if (cellState >= 0) {
                largest = Math.max(largest, m.largest(buffers.kept(t, true)[cellState], 0, size));
            }
            if (!Double.isFinite(largest)) {
                return OptionalInt.of(t);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Returns whether what went into a step of the last forward pass is finite: its input and, at step 0, the state to
     * start from.
     */
    public boolean enteredFinite(int step) {
        int inputs = Math.toIntExact(buffers.batch() * (long) this.inputs);
        A x = m.block(inputs);
        buffers.input().get((long) step * inputs, x, 0, inputs);
        double largest = m.largest(x, 0, inputs);
        if (step == 0) {
            int size = buffers.batch() * units;
            A start = m.block(size);
            buffers.states().get(0, start, 0, size);
            largest = Math.max(largest, m.largest(start, 0, size));
            largest = Math.max(largest, m.largest(buffers.cStart(), 0, size));
        }
        return Double.isFinite(largest);
    }

    /** Returns the cell. */
    public Cell cell() {
        return cell;
    }

    @Override
    public void close() {
        reached = -1;
        buffers.close();
    }
}
