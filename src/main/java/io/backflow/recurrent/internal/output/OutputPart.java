// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arithmetic.Panels;
import io.backflow.recurrent.internal.arithmetic.RowLosses;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Some of the examples of a minibatch in an output layer, in one thread. */
final class OutputPart<A> {

    /** Where dL/dx goes, [steps, examples, inputs], and the weights for it. */
    record Down<A>(Panels<A> weights, Memory<A> memory, int inputs) {}

    private final Arithmetic<A> m;
    /** By step, [examples, inputs]. */
    private final List<A> inputs = new ArrayList<>();
    /** By step, [examples, outputs]: pre-activations, then dL/dz. */
    private final List<A> errors = new ArrayList<>();

    private final A[] z;
    private final A[] dx;
    private A labels;
    private A bias;
    private int room;
    private int first;
    private int count;

    OutputPart(Arithmetic<A> m) {
        this.m = m;
        z = m.blocks(1, 0);
        dx = m.blocks(1, 0);
        labels = m.block(0);
        bias = labels;
    }

    /** Says which examples of the next minibatch are this part's. */
    void take(int firstExample, int examples) {
        first = firstExample;
        count = examples;
    }

    /**
     * Computes the losses, and keeps input and errors of all steps.
     *
     * @param ofRows gets the loss of each example at each step, [steps, examples]
     * @param down null where dL/dx is not wanted
     */
    void losses(
            OutputBatch<A> batch,
            SequenceReader<A> allLabels,
            PackedOutput<A> weights,
            OutputLoss loss,
            Consumer<RowLosses> seen,
            double[] ofRows,
            @Nullable Down<A> down) {
        fit(batch.steps(), weights);
        SequenceReader<A> input = ours(batch.input(), batch, weights.inputs());
        SequenceReader<A> targets = ours(allLabels, batch, weights.outputs());
        RowLosses rows = new RowLosses(count);
        for (int t = 0; t < batch.steps(); t++) {
            A dz = preActivations(t, input, weights);
            targets.read(t, labels);
            int row = t * batch.examples() + first;
            if (batch.weights() != null) {
                rows.weigh(batch.weights(), row);
            }
            loss.differentiate(m, dz, labels, rows, weights.outputs());
            for (int b = 0; b < count; b++) {
                ofRows[row + b] = rows.loss(b);
            }
            seen.accept(rows);
            if (down != null) {
                down.weights().multiply(count, weights.outputs(), dz, 0, weights.outputs(), dx);
                down.memory().put((long) row * down.inputs(), dx[0], 0, count * down.inputs());
            }
        }
    }

    /** Writes the outputs, each times its weight, to [steps, examples, outputs]. */
    void activate(OutputBatch<A> batch, PackedOutput<A> weights, OutputLoss loss, Memory<A> to) {
        fit(1, weights);
        int outputs = weights.outputs();
        SequenceReader<A> input = ours(batch.input(), batch, weights.inputs());
        double[] scale = batch.weights();
        for (int t = 0; t < batch.steps(); t++) {
            int step = t;
            A out = preActivations(0, (first, into) -> input.read(step, into), weights);
            loss.activate(m, out, count, outputs);
            int row = t * batch.examples() + first;
            for (int b = 0; scale != null && b < count; b++) {
                m.scale(out, b * outputs, outputs, scale[row + b]);
            }
            to.put((long) row * outputs, out, 0, count * outputs);
        }
    }

    private SequenceReader<A> ours(SequenceReader<A> all, OutputBatch<A> batch, int size) {
        return count == batch.examples() ? all : all.rows(m, batch.examples(), size, first, count);
    }

    private A preActivations(int step, SequenceReader<A> input, PackedOutput<A> weights) {
        A x = inputs.get(step);
        input.read(step, x);
        z[0] = errors.get(step);
        weights.up().multiply(count, weights.inputs(), x, 0, weights.inputs(), z);
        m.sum(z[0], z[0], bias, count * weights.outputs());
        return z[0];
    }

    private void fit(int steps, PackedOutput<A> weights) {
        if (count > room) {
            room = count;
            inputs.clear();
            errors.clear();
            labels = m.block(room * weights.outputs());
            bias = m.block(room * weights.outputs());
            dx[0] = m.block(room * weights.inputs());
        }
        while (inputs.size() < steps) {
            inputs.add(m.block(room * weights.inputs()));
            errors.add(m.block(room * weights.outputs()));
        }
        m.tile(weights.bias(), 0, weights.outputs(), count, bias);
    }

    /** Returns the errors of a step and its input, of which the gradient is made. */
    OuterSums.Rows<A> rows(int step) {
        return new OuterSums.Rows<>(count, errors.get(step), inputs.get(step));
    }
}
