// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct.Matrix;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arithmetic.RowLosses;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output layer's pass on products of the native library, one for all time steps each.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class NativeOutputPass<A> extends OutputPass<A> {

    private final OutputLoss loss;
    private final Numbers<A> numbers;
    private final Arithmetic<A> m;
    private final OutputBuffers<A> buffers;
    private final Consumer<RowLosses> seen;

    NativeOutputPass(OutputLoss loss, Numbers<A> numbers, Consumer<RowLosses> seen) {
        this.loss = loss;
        this.numbers = numbers;
        this.m = numbers.arithmetic();
        this.buffers = new OutputBuffers<>(m);
        this.seen = seen;
    }

    @Override
    OutputLosses differentiate(
            OutputBatch<A> batch, SequenceReader<A> labels, Weights parameters, Weights gradients, INDArray down) {
        int rows = batch.steps() * batch.examples();
        int inputs = parameters.inputs();
        int outputs = parameters.outputs();
        Memory<A> x = multiply(batch, parameters);
        OutputLosses losses = ofPreActivations(batch, labels, outputs);
        A bias = m.block(outputs);
        m.sumRows(buffers.biasSums(), batch.examples(), outputs, bias, 0);
        numbers.view(gradients.bias()).put(0, bias, 0, outputs);
        numbers.product()
                .multiply(
                        outputs,
                        inputs,
                        rows,
                        Matrix.transposed(buffers.z(), 0, outputs),
                        Matrix.rows(x, 0, inputs),
                        0,
                        Matrix.rows(numbers.view(gradients.weights()), 0, inputs));
        numbers.product()
                .multiply(
                        rows,
                        inputs,
                        outputs,
                        Matrix.rows(buffers.z(), 0, outputs),
                        Matrix.rows(numbers.columnMajor(parameters.weights()), 0, inputs),
                        0,
                        Matrix.rows(numbers.view(down), 0, inputs));
        return losses;
    }

    @Override
    OutputLosses losses(OutputBatch<A> batch, SequenceReader<A> labels, Weights parameters) {
        multiply(batch, parameters);
        return ofPreActivations(batch, labels, parameters.outputs());
    }

    private OutputLosses ofPreActivations(OutputBatch<A> batch, SequenceReader<A> labels, int outputs) {
        int examples = batch.examples();
        int size = examples * outputs;
        A sums = buffers.biasSums();
        m.clear(sums, 0, size);
        RowLosses rows = new RowLosses(examples);
        double[] weights = batch.weights();
        double[] ofExamples = new double[examples];
        double total = 0;
        for (int t = 0; t < batch.steps(); t++) {
            readPreActivations(t, size);
            labels.read(t, buffers.labels());
            if (weights != null) {
                rows.weigh(weights, t * examples);
            }
            total += loss.differentiate(m, buffers.step(), buffers.labels(), rows, outputs);
            for (int b = 0; b < examples; b++) {
                ofExamples[b] += rows.loss(b);
            }
            seen.accept(rows);
            m.sum(sums, sums, buffers.step(), size);
            buffers.z().put((long) t * size, buffers.step(), 0, size);
        }
        return new OutputLosses(total, ofExamples);
    }

    @Override
    void activate(OutputBatch<A> batch, Weights parameters, INDArray out) {
        multiply(batch, parameters);
        int examples = batch.examples();
        int outputs = parameters.outputs();
        int size = examples * outputs;
        double[] weights = batch.weights();
        Memory<A> target = numbers.view(out);
        for (int t = 0; t < batch.steps(); t++) {
            readPreActivations(t, size);
            loss.activate(m, buffers.step(), examples, outputs);
            for (int b = 0; weights != null && b < examples; b++) {
                m.scale(buffers.step(), b * outputs, outputs, weights[t * examples + b]);
            }
            target.put((long) t * size, buffers.step(), 0, size);
        }
    }

    /** Makes x W for all time steps, and returns x. */
    private Memory<A> multiply(OutputBatch<A> batch, Weights parameters) {
        int inputs = parameters.inputs();
        int outputs = parameters.outputs();
        int examples = batch.examples();
        buffers.fit(examples, batch.steps(), inputs, outputs);
        m.tile(numbers.vector(parameters.bias()), 0, outputs, examples, buffers.bias());
        Memory<A> x = buffers.readInput(batch.input());
        numbers.product()
                .multiply(
                        batch.steps() * examples,
                        outputs,
                        inputs,
                        Matrix.rows(x, 0, inputs),
                        Matrix.transposed(numbers.columnMajor(parameters.weights()), 0, inputs),
                        0,
                        Matrix.rows(buffers.z(), 0, outputs));
        return x;
    }

    private void readPreActivations(int step, int size) {
        buffers.z().get((long) step * size, buffers.step(), 0, size);
        m.sum(buffers.step(), buffers.step(), buffers.bias(), size);
    }

    @Override
    public void close() {
        buffers.close();
    }
}
