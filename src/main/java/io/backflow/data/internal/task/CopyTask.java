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
 * Copy memory: repeat symbols from long ago.
 *
 * <p>With S symbols of K values and T blanks a sequence has T + 2 S steps: S symbols, each U{1..K}; T - 1 blanks; a
 * delimiter, which says that recall begins with the next step; S blanks. The targets are T + S blanks and then the
 * symbols in their order. One-hot, the values come first, then the blank, then (in the inputs only) the delimiter.
 *
 * <p>The loss is asked at every step. Who gives the blanks and guesses the symbols has a mean loss of {@code S ln K /
 * (T + 2 S)}. Only the recall tells what is remembered, and a sequence is right if all of it is.
 *
 * <p>Arjovsky et al. have 10 symbols of 8 values. In {@link MemorisationTask} the delimiter comes one step later.
 *
 * @see <a href="https://arxiv.org/abs/1511.06464">Arjovsky, Shah and Bengio (2016), section 4.1</a>
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber (1997), from where it comes</a>
 */
public final class CopyTask implements GeneratedTask {

    private final int blanks;
    private final int symbols;
    private final int values;

    /**
     * @param blanks T, at least 1
     * @param symbols S, at least 1
     * @param values K, at least 2
     */
    public CopyTask(int blanks, int symbols, int values) {
        this.blanks = blanks;
        this.symbols = symbols;
        this.values = values;
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String definition() {
        return "copy memory, " + symbols + " symbols of " + values + " values, " + blanks + " blanks";
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(values + 2, values + 1, SequenceData.Objective.CLASSIFY_STEPS);
    }

    @Override
    public int length() {
        return blanks + 2 * symbols;
    }

    @Override
    public List<String> labels() {
        return Stream.concat(IntStream.rangeClosed(1, values).mapToObj(Integer::toString), Stream.of("blank"))
                .toList();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public int recalledSteps() {
        return symbols;
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int blank = values;
        int delimiter = values + 1;
        int recall = symbols + blanks;
        for (int step = 0; step < symbols; step++) {
            int value = random.nextInt(values);
            batch.input(row, value, step, 1f);
            batch.target(row, value, recall + step, 1f);
        }
        for (int step = symbols; step < length(); step++) {
            batch.input(row, step == recall - 1 ? delimiter : blank, step, 1f);
        }
        for (int step = 0; step < recall; step++) {
            batch.target(row, blank, step, 1f);
        }
    }
}
