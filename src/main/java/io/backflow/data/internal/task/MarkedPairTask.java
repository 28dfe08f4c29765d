// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.SplitMix;

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
public final class MarkedPairTask extends MarkedNumbersTask {

    /** Shortest sequence that has a place for each mark. */
    public static final int MIN_LENGTH = 10;

    /** @param shortest L, at least {@value #MIN_LENGTH} */
    MarkedPairTask(int shortest, Marks.Operation operation) {
        super(
                shortest,
                shortest / 10,
                operation,
                operation == Marks.Operation.ADD ? "mean" : "product",
                AddingTask.ERROR_TOLERANCE);
    }

    @Override
    String source() {
        return "Pascanu et al. 2013";
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
        batch.target(row, 0, adds() ? (marked[0] + marked[1]) / 2 : marked[0] * marked[1]);
    }
}
