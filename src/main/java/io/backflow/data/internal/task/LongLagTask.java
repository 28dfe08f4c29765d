// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hochreiter's task 2a: predict every next symbol of two sequences that differ in their first symbol and their last.
 *
 * <p>With a lag of p the symbols are a1..a(p-1), x, y, one-hot in this order. A sequence is x, a1, ..., a(p-1), x or y,
 * a1, ..., a(p-1), y, each as likely. At each of its p steps the next symbol is asked. All but the last follow from the
 * step alone; the last repeats the first, and by chance is right in half of the sequences. A sequence is right if its
 * last symbol is.
 *
 * <p>The published criterion is an error of every output below 0.25 in 10,000 sequences, for sigmoid outputs.
 *
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber (1997), section 5.2</a>
 */
public final class LongLagTask implements GeneratedTask {

    /** Shortest lag with a symbol in between. */
    public static final int MIN_LENGTH = 2;

    /** A symbol for each step: longer ones would fill the memory with zeros. */
    public static final int MAX_LENGTH = 5_000;

    private final int lag;

    /** @param lag p, {@value #MIN_LENGTH} to {@value #MAX_LENGTH} */
    public LongLagTask(int lag) {
        this.lag = lag;
    }

    @Override
    public String name() {
        return "long-lag";
    }

    @Override
    public String definition() {
        return "long lag (Hochreiter and Schmidhuber 1997, task 2a), lag " + lag;
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(lag + 1, lag + 1, SequenceData.Objective.CLASSIFY_STEPS);
    }

    @Override
    public int length() {
        return lag;
    }

    @Override
    public List<String> labels() {
        return Stream.concat(IntStream.range(1, lag).mapToObj(number -> "a" + number), Stream.of("x", "y"))
                .toList();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public int recalledSteps() {
        return 1;
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int first = lag - 1 + random.nextInt(2);
        batch.input(row, first, 0, 1f);
        for (int step = 1; step < lag; step++) {
            batch.input(row, step - 1, step, 1f);
            batch.target(row, step - 1, step - 1, 1f);
        }
        batch.target(row, first, lag - 1, 1f);
    }
}
