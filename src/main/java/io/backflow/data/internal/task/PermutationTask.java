// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Random permutation: repeat the first symbol at the end of a sequence of distractors.
 *
 * <p>One-hot symbols of 100. The first is U{0, 1}, all others are U{2..99}; the symbol after the last step, which is
 * the first once more, is asked once. An answer by chance between the two is right in half of the sequences, with a
 * loss of ln 2.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), supplement; the code
 *     pascanur/trainingRNNs, permutation.py</a>
 */
public final class PermutationTask implements GeneratedTask {

    /** Shortest sequence in which something stands between the first symbol and its repetition. */
    public static final int MIN_LENGTH = 2;

    private static final int SYMBOLS = 100;
    private static final int RELEVANT = 2;

    private final int length;

    /** @param length time steps, at least {@value #MIN_LENGTH} */
    public PermutationTask(int length) {
        this.length = length;
    }

    @Override
    public String name() {
        return "permutation";
    }

    @Override
    public String definition() {
        return "random permutation (Pascanu et al. 2013), length " + length;
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(SYMBOLS, SYMBOLS, SequenceData.Objective.CLASSIFY_SEQUENCE);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public List<String> labels() {
        return IntStream.range(0, SYMBOLS).mapToObj(Integer::toString).toList();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int first = random.nextInt(RELEVANT);
        batch.input(row, first, 0, 1f);
        for (int step = 1; step < length; step++) {
            batch.input(row, RELEVANT + random.nextInt(SYMBOLS - RELEVANT), step, 1f);
        }
        batch.target(row, first, 1f);
    }
}
