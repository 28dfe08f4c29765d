// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Addition and multiplication as Pascanu et al. define them.
 *
 * <p>The length is l = L + U{0..floor(L / 10) - 1}. Channel 0 has a number of U[0, 1) at every step, channel 1 is 1 at
 * two marked steps and 0 elsewhere: at U{0..floor(l / 10) - 1} and at floor(l / 10) + U{0..floor(4 l / 10) - 1}. The
 * target, asked once after the last step, is half the sum of the two marked numbers, or their product. Who always
 * answers the mean has a mean squared error of 1/24, or 7/144. A sequence counts as wrong if its squared error is above
 * {@value AddingTask#ERROR_TOLERANCE}.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), section 4.1.2 and supplement; the
 *     code pascanur/trainingRNNs, addition.py and multiplication.py</a>
 */
public final class MarkedPairTask implements GeneratedTask {

    /** Shortest sequence that has a place for each mark. */
    public static final int MIN_LENGTH = 10;

    private final int shortest;
    private final Marks.Operation operation;

    /** @param shortest L, at least {@value #MIN_LENGTH} */
    MarkedPairTask(int shortest, Marks.Operation operation) {
        this.shortest = shortest;
        this.operation = operation;
    }

    @Override
    public String name() {
        return operation.task();
    }

    @Override
    public String definition() {
        return operation.noun() + " (Pascanu et al. 2013), length " + shortest + " to "
                + (shortest + shortest / 10 - 1);
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(2, 1, SequenceData.Objective.REGRESS_SEQUENCE);
    }

    @Override
    public int length() {
        return shortest;
    }

    @Override
    public int length(SplitMix random) {
        return shortest + random.nextInt(shortest / 10);
    }

    @Override
    public List<String> labels() {
        return List.of(operation == Marks.Operation.ADD ? "mean" : "product");
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.of(AddingTask.ERROR_TOLERANCE);
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int length = length(random);
        int tenth = length / 10;
        int first = random.nextInt(tenth);
        int second = tenth + random.nextInt((int) (4L * length / 10));
        float[] marked = new float[2];
        for (int step = 0; step < length; step++) {
            float value = random.nextFloat();
            batch.input(row, 0, step, value);
            if (step == first || step == second) {
                batch.input(row, 1, step, 1f);
                marked[step == first ? 0 : 1] = value;
            }
        }
        batch.target(row, 0, operation == Marks.Operation.ADD ? (marked[0] + marked[1]) / 2 : marked[0] * marked[1]);
    }
}
