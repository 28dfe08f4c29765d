// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
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
    private final @Nullable PanelPasses<A> panels;
    private final PassValues<A> values;
    private final ForwardSteps<A> forward;
    private final BackwardSteps<A> backward;
    private final GradientProducts<A> products;
    private final MatrixProduct<A> product;

    /** First step of the last backward pass; -1 if there is none over the current forward pass. */
    private int reached = -1;

    private int threads = 1;

    /** Makes an engine on a native product, without buffers; they come with the first sequence. */
    public RecurrentEngine(Cell cell, int inputs, int units, Arithmetic<A> arithmetic, MatrixProduct<A> product) {
        this(cell, inputs, units, arithmetic, product, null);
    }

    /** Makes an engine on packed products, if there are any. */
    public RecurrentEngine(
            Cell cell,
            int inputs,
            int units,
            Arithmetic<A> arithmetic,
            MatrixProduct<A> product,
            @Nullable PackedKernels<A> packed) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.m = arithmetic;
        this.buffers = new EngineBuffers<>(cell, inputs, units, arithmetic);
        this.forward = new ForwardSteps<>(cell, inputs, units, arithmetic, product, buffers);
        this.backward = new BackwardSteps<>(buffers);
        this.products = new GradientProducts<>(cell, inputs, units, arithmetic, product, buffers);
        this.product = product;
        this.panels = packed == null ? null : new PanelPasses<>(cell, inputs, units, arithmetic, packed);
        this.values = panels == null ? buffers : panels;
    }

    /**
     * Sets in how many threads a pass may run; results do not depend on it. On a native product there is one, and so
     * there is in a backward pass in which something takes part that looks at whole minibatches: all but a recorder,
     * which is shown the steps afterwards.
     */
    public void useThreads(int count) {
        threads = count;
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
        try {
            if (panels != null) {
                panels.forward(miniBatch, timeSteps, input, weights, bias, start, mask, keep, threads);
                return;
            }
            buffers.fit(miniBatch, timeSteps, mask, keep);
            forward.run(input, weights, bias, start, keep);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Copies the outputs [time, miniBatch, units] of the last forward pass: the states, and 0 at masked steps. */
    public void outputs(Memory<A> to) {
        if (panels != null) {
            panels.outputs(to);
            return;
        }
        int steps = buffers.steps();
        int size = buffers.batch() * units;
        StepMask mask = buffers.held();
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
    public CellState<A> end() {
        int steps = values.timeSteps();
        int size = values.miniBatch() * units;
        A h = m.block(size);
        A c = m.block(size);
        values.state(steps, h);
        if (cell.cellStateBlock() >= 0) {
            values.cellState(steps, c);
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
     * @param inputGradient dL/dx [time, miniBatch, inputs]; not taken if null
     * @param backwardLength how many of the last steps take part; the others get no gradient
     * @param hooks what takes part in each step
     */
    public void backward(
            SequenceReader<A> injected,
            Weights<A> weights,
            Weights<A> gradients,
            A bias,
            @Nullable Memory<A> inputGradient,
            int backwardLength,
            StepHooks<A> hooks) {
        int first = Math.max(0, values.timeSteps() - backwardLength);
        reached = first;
        try {
            if (panels != null) {
                panels.backward(first, injected, weights, gradients, bias, inputGradient, hooks);
                return;
            }
            ErrorTarget<A> errors = buffers.errors();
            NativeErrors<A> flow = new NativeErrors<>(buffers, product, weights, errors, false);
            backward.run(first, injected, flow, hooks.ofFirstPass());
            double[] factors = hooks.factors();
            if (factors.length > 0) {
                buffers.scaleErrors(first, factors);
            }
            flow.sumBiases(bias);
            products.weights(first, errors, gradients);
            if (inputGradient != null) {
                products.input(first, errors, weights, inputGradient);
            }
            if (factors.length > 0 && hooks.recorder() != null) {
                NativeErrors<A> again = new NativeErrors<>(buffers, product, weights, buffers.replayErrors(), true);
                backward.run(first, injected.scaled(m, units, factors), again, hooks.ofSecondPass());
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns the gradient of the peephole weights, by gate, that the last {@link #backward} arrived at; added in
     * double.
     */
    public double[] peepholeGradients() {
        int size = values.miniBatch() * units;
        A errors = m.block(size * cell.gates().size());
        A before = m.block(size);
        A after = m.block(size);
        double[] sums = new double[cell.peepholes() * units];
        for (int t = Math.max(0, reached); t < values.timeSteps(); t++) {
            values.error(t, errors);
            values.cellState(t, before);
            values.cellState(t + 1, after);
            cell.addPeepholeGradients(m, errors, before, after, units, sums);
        }
        return sums;
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
        int first = Math.max(0, values.timeSteps() - backwardLength);
        try {
            StepHooks<A> hooks = StepHooks.recording(recorder);
            if (panels != null) {
                panels.replay(first, injected, weights, inputGradient, hooks);
                return;
            }
            ErrorTarget<A> errors = buffers.replayErrors();
            backward.run(first, injected, new NativeErrors<>(buffers, product, weights, errors, true), hooks);
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
        Memory<A> errors = values.recurrentErrors(hooks.keepsErrors());
        return new RecurrentPass<>(cell, units, Math.max(0, reached), values, m, product, norms, errors);
    }

    /**
     * Returns the latest step at which the last {@link #backward} met a NaN or infinite error; nothing if it met none,
     * or if another forward pass has come since.
     */
    public OptionalInt lastNonFiniteStep() {
        if (reached < 0) {
            return OptionalInt.empty();
        }
        int size = values.miniBatch() * cell.gates().size() * units;
        A errors = m.block(size);
        for (int t = values.timeSteps() - 1; t >= reached; t--) {
            values.error(t, errors);
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
        int size = values.miniBatch() * units;
        A block = m.block(size);
        for (int t = 0; reached >= 0 && t < values.timeSteps(); t++) {
            values.state(t + 1, block);
            double largest = m.largest(block, 0, size);
            if (cell.cellStateBlock() >= 0) {
                values.cellState(t + 1, block);
                largest = Math.max(largest, m.largest(block, 0, size));
            }
            if (!Double.isFinite(largest)) {
                return OptionalInt.of(t);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Returns for each example the L2 norm over time steps of what they added to the gradients in the last
     * {@link #backward}; empty if there was none, or another forward pass has come since.
     */
    public double[] exampleSizes() {
        return reached < 0
                ? new double[0]
                : new ExampleSizes<>(values, cell, inputs, units, m).from(reached);
    }

    /**
     * Returns whether what went into a step of the last forward pass is finite: its input and, at step 0, the state to
     * start from.
     */
    public boolean enteredFinite(int step) {
        int count = Math.toIntExact(values.miniBatch() * (long) inputs);
        A x = m.block(count);
        values.input(step, x);
        double largest = m.largest(x, 0, count);
        if (step == 0) {
            int size = values.miniBatch() * units;
            A start = m.block(size);
            values.state(0, start);
            largest = Math.max(largest, m.largest(start, 0, size));
            values.cellState(0, start);
            largest = Math.max(largest, m.largest(start, 0, size));
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
        if (panels != null) {
            panels.close();
        }
    }
}
