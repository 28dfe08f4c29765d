// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arithmetic.PanelProducts;
import io.backflow.recurrent.internal.arithmetic.RowLosses;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import io.backflow.recurrent.internal.threads.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output layer's pass on products of packed weights, step by step.
 *
 * <p>Threads share the examples out among them, and then the numbers of the weights' gradient. No number depends on how
 * many threads there are.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class PanelOutputPass<A> extends OutputPass<A> {

    /** The fewest multiply-adds for which a thread is worth its while. */
    private static final double LEAST_WORK = 2e6;

    private final OutputLoss loss;
    private final Numbers<A> numbers;
    private final Arithmetic<A> m;
    private final PanelProducts<A> products;
    private final Consumer<RowLosses> seen;
    private final List<OutputPart<A>> parts = new ArrayList<>();
    private final List<OuterSums<A>> gradientSums = new ArrayList<>();
    private @Nullable PackedOutput<A> packed;
    private int threads = 1;

    PanelOutputPass(OutputLoss loss, Numbers<A> numbers, PanelProducts<A> products, Consumer<RowLosses> seen) {
        this.loss = loss;
        this.numbers = numbers;
        this.m = numbers.arithmetic();
        this.products = products;
        this.seen = seen;
    }

    @Override
    void useThreads(int count) {
        threads = count;
    }

    @Override
    OutputLosses differentiate(
            OutputBatch<A> batch, SequenceReader<A> labels, Weights parameters, Weights gradients, INDArray down) {
        PackedOutput<A> weights = pack(parameters);
        weights.packDown();
        OutputPart.Down<A> to = new OutputPart.Down<>(weights.down(), numbers.view(down), weights.inputs());
        OutputLosses losses = losses(batch, labels, weights, to);
        sumGradients(batch, weights, gradients);
        return losses;
    }

    @Override
    OutputLosses losses(OutputBatch<A> batch, SequenceReader<A> labels, Weights parameters) {
        return losses(batch, labels, pack(parameters), null);
    }

    @Override
    void activate(OutputBatch<A> batch, Weights parameters, INDArray out) {
        PackedOutput<A> weights = pack(parameters);
        Memory<A> target = numbers.view(out);
        List<OutputPart<A>> running = share(batch, weights);
        Workers.run(running.size(), i -> running.get(i).activate(batch, weights, loss, target));
    }

    private PackedOutput<A> pack(Weights parameters) {
        PackedOutput<A> made = packed;
        if (made == null) {
            made = new PackedOutput<>(products, m, parameters.inputs(), parameters.outputs());
            packed = made;
        }
        made.pack(numbers.columnMajor(parameters.weights()), numbers.vector(parameters.bias()));
        return made;
    }

    private OutputLosses losses(
            OutputBatch<A> batch,
            SequenceReader<A> labels,
            PackedOutput<A> weights,
            OutputPart.@Nullable Down<A> down) {
        List<OutputPart<A>> running = share(batch, weights);
        double[] ofRows = new double[batch.steps() * batch.examples()];
        Workers.run(running.size(), i -> running.get(i).losses(batch, labels, weights, loss, this::see, ofRows, down));
        double[] ofExamples = new double[batch.examples()];
        double total = 0;
        for (int row = 0; row < ofRows.length; row++) {
            total += ofRows[row];
            ofExamples[row % ofExamples.length] += ofRows[row];
        }
        return new OutputLosses(total, ofExamples);
    }

    private synchronized void see(RowLosses rows) {
        seen.accept(rows);
    }

    private List<OutputPart<A>> share(OutputBatch<A> batch, PackedOutput<A> weights) {
        double work = (double) batch.steps() * batch.examples() * weights.inputs() * weights.outputs();
        int most = Math.min(threads, batch.examples());
        int count = (int) Math.max(1, Math.min(most, work / LEAST_WORK));
        while (parts.size() < count) {
            parts.add(new OutputPart<>(m));
        }
        for (int i = 0; i < count; i++) {
            int first = (int) ((long) batch.examples() * i / count);
            int end = (int) ((long) batch.examples() * (i + 1) / count);
            parts.get(i).take(first, end - first);
        }
        return List.copyOf(parts.subList(0, count));
    }

    private void sumGradients(OutputBatch<A> batch, PackedOutput<A> weights, Weights gradients) {
        List<OutputPart<A>> running = share(batch, weights);
        List<OuterSums.Rows<A>> rows = new ArrayList<>();
        for (int t = 0; t < batch.steps(); t++) {
            for (OutputPart<A> part : running) {
                rows.add(part.rows(t));
            }
        }
        while (gradientSums.size() < running.size()) {
            gradientSums.add(products.outerSums(weights.outputs(), weights.inputs()));
        }
        int inputs = weights.inputs();
        int outputs = weights.outputs();
        OuterSums.Columns columns = new OuterSums.Columns(0, inputs);
        A sums = weights.sums();
        A gradient = weights.gradient();
        Memory<A> to = numbers.view(gradients.weights());
        Workers.run(running.size(), i -> {
            OuterSums<A> own = gradientSums.get(i);
            int first = (int) ((long) own.shares() * i / running.size());
            int end = (int) ((long) own.shares() * (i + 1) / running.size());
            own.sum(rows, columns, first, end, gradient, sums);
        });
        to.put(0, gradient, 0, inputs * outputs);
        numbers.view(gradients.bias()).put(0, sums, 0, outputs);
    }

    @Override
    public void close() {
        parts.clear();
        gradientSums.clear();
        packed = null;
    }
}
