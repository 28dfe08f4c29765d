// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.SplitMix;

/**
 * Addition and multiplication as Hochreiter and Schmidhuber define them in their Tasks 4 and 5.
 *
 * <p>The length is U{T..T + floor(T / 10)}. Channel 0 has a number at every step: of U[-1, 1) to add, of U[0, 1) to
 * multiply. Channel 1 is 1 at two marked steps, -1 at the first and the last step unless that is marked, and 0
 * elsewhere. The first mark is on one of the first ten steps, the second on one of the first T / 2 - 1 steps that are
 * still unmarked. If the first mark is on the first step, its number counts as 0 in a sum and as 1 in a product; the
 * input then says so too. The target, asked once after the last step, is 0.5 + (X1 + X2) / 4, or X1 X2. A sequence
 * counts as wrong if its error is above 0.04, whose square is {@value #ERROR_TOLERANCE}.
 *
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber (1997), sections 5.4 and 5.5</a>
 */
public final class MarksOf1997Task extends MarkedNumbersTask {

    /** Squared error above which a sequence is wrong: 0.04 as it is, not squared, is the published limit. */
    public static final double ERROR_TOLERANCE = .04 * .04;

    private static final int FIRST_PLACES = 10;

    /** @param shortest T, at least {@value MarkedPairTask#MIN_LENGTH} */
    MarksOf1997Task(int shortest, Marks.Operation operation) {
        super(
                shortest,
                shortest / 10 + 1,
                operation,
                operation == Marks.Operation.ADD ? "scaled sum" : "product",
                ERROR_TOLERANCE);
    }

    @Override
    String source() {
        return "Hochreiter and Schmidhuber 1997, task " + (adds() ? 4 : 5);
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int length = length(random);
        int first = random.nextInt(FIRST_PLACES);
        int second = random.nextInt(length() / 2 - 1);
        second += second >= first ? 1 : 0; // the steps other than the first mark, counted without it
        float[] marked = new float[2];
        for (int step = 0; step < length; step++) {
            float value = adds() ? 2 * random.nextFloat() - 1 : random.nextFloat();
            if (step == first || step == second) {
                value = step == 0 && first == 0 ? (adds() ? 0 : 1) : value;
                batch.input(row, 1, step, 1f);
                marked[step == first ? 0 : 1] = value;
            } else if (step == 0 || step == length - 1) {
                batch.input(row, 1, step, -1f);
            }
            batch.input(row, 0, step, value);
        }
        batch.target(row, 0, adds() ? .5f + (marked[0] + marked[1]) / 4 : marked[0] * marked[1]);
    }
}
