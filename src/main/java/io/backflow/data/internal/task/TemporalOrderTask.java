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
 * Temporal order: in which order did the symbols A and B come, among distractors?
 *
 * <p>Six one-hot symbols A, B, c, d, e, f, in this order of channels. With L the length and k = floor(L / 10):
 *
 * <ul>
 *   <li>2 symbols: one of A, B at U{k..2k-1}, another at floor(L / 2) + U{0..k-1}; 4 classes;
 *   <li>3 symbols: at floor(L / 10), floor(3 L / 10) and floor(6 L / 10), each + U{0..k-1}; 8 classes;
 * </ul>
 *
 * and a distractor, U{c, d, e, f}, everywhere else. The class is asked once, after the last step; it counts in binary,
 * with the first symbol as the highest digit and A as 0: AA, AB, BA, BB.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), section 4.1.1 and supplement; the
 *     code pascanur/trainingRNNs, tempOrder.py and tempOrder3bit.py</a>
 */
public final class TemporalOrderTask implements GeneratedTask {

    /** Shortest sequence in which a symbol has a place to be: k = 1. */
    public static final int MIN_LENGTH = 10;

    private static final int RELEVANT = 2;
    private static final int DISTRACTORS = 4;

    private final int length;
    private final int[] starts;

    /**
     * @param length time steps, at least {@value #MIN_LENGTH}
     * @param symbols relevant symbols in a sequence, 2 or 3
     */
    public TemporalOrderTask(int length, int symbols) {
        this.length = length;
        int tenth = length / 10;
        // In whole numbers, since .3 * L in floating point can fall below the number that it means.
        this.starts = symbols == 2
                ? new int[] {tenth, length / 2}
                : new int[] {tenth, (int) (3L * length / 10), (int) (6L * length / 10)};
    }

    @Override
    public String name() {
        return "temporal-order";
    }

    @Override
    public String definition() {
        return "temporal order (Pascanu et al. 2013), length " + length + ", " + starts.length + " symbols";
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(
                RELEVANT + DISTRACTORS, 1 << starts.length, SequenceData.Objective.CLASSIFY_SEQUENCE);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public List<String> labels() {
        return labels(starts.length, 'A', 'B');
    }

    /** Returns the names of all classes, in which each symbol is either of two. */
    static List<String> labels(int symbols, char zero, char one) {
        return IntStream.range(0, 1 << symbols)
                .mapToObj(number -> label(number, symbols, zero, one))
                .toList();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int label = 0;
        int step = 0;
        for (int start : starts) {
            int place = start + random.nextInt(length / 10);
            distractors(random, batch, row, step, place);
            int symbol = random.nextInt(RELEVANT);
            batch.input(row, symbol, place, 1f);
            label = label * RELEVANT + symbol;
            step = place + 1;
        }
        distractors(random, batch, row, step, length);
        batch.target(row, label, 1f);
    }

    /** Writes a symbol of c, d, e, f, which every form of the task has in channels 2 to 5, at each of these steps. */
    static void distractors(SplitMix random, Batch batch, int row, int from, int to) {
        for (int step = from; step < to; step++) {
            batch.input(row, RELEVANT + random.nextInt(DISTRACTORS), step, 1f);
        }
    }

    private static String label(int number, int symbols, char zero, char one) {
        StringBuilder name = new StringBuilder();
        for (int digit = symbols - 1; digit >= 0; digit--) {
            name.append((number >> digit & 1) == 0 ? zero : one);
        }
        return name.toString();
    }
}
