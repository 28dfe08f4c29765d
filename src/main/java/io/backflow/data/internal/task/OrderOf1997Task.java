// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Temporal order as Hochreiter and Schmidhuber define it in their Tasks 6a and 6b.
 *
 * <p>Eight one-hot symbols X, Y, a, b, c, d, E, B, in this order of channels. A sequence begins with E and ends with B.
 * X or Y stands at two (6a) or three (6b) places, U{a, b, c, d} everywhere else. With L = 100 as published, the length
 * is U{100..110}; the places are U{10..20} and U{50..60}, or U{10..20}, U{33..43} and U{66..76}. For another L all of
 * these are {@code floor(L n / 100)}. The class is asked once, after the last step; it counts in binary, with the first
 * symbol as the highest digit and X as 0.
 *
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber (1997), section 5.6</a>
 */
public final class OrderOf1997Task implements GeneratedTask {

    private static final int RELEVANT = 2;
    private static final int DISTRACTORS = 4;
    private static final int START = RELEVANT + DISTRACTORS;
    private static final int END = START + 1;
    private static final int[][] PLACES = {{10, 50}, {10, 33, 66}};

    private final int shortest;
    private final int[] starts;

    /**
     * @param shortest L, the least length, at least {@value TemporalOrderTask#MIN_LENGTH}
     * @param symbols relevant symbols in a sequence: 2 (6a) or 3 (6b)
     */
    public OrderOf1997Task(int shortest, int symbols) {
        this.shortest = shortest;
        this.starts = PLACES[symbols - 2].clone();
    }

    @Override
    public String name() {
        return "temporal-order";
    }

    @Override
    public String definition() {
        return "temporal order (Hochreiter and Schmidhuber 1997, task 6" + (starts.length == 2 ? "a" : "b")
                + "), length " + shortest + " to " + (shortest + shortest / 10) + ", " + starts.length + " symbols";
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(END + 1, 1 << starts.length, SequenceData.Objective.CLASSIFY_SEQUENCE);
    }

    @Override
    public int length() {
        return shortest;
    }

    @Override
    public int length(SplitMix random) {
        return shortest + random.nextInt(shortest / 10 + 1);
    }

    @Override
    public List<String> labels() {
        return TemporalOrderTask.labels(starts.length, 'X', 'Y');
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int length = length(random);
        batch.input(row, START, 0, 1f);
        int label = 0;
        int step = 1;
        for (int start : starts) {
            int first = hundredths(start);
            int place = first + random.nextInt(hundredths(start + 10) - first + 1);
            TemporalOrderTask.distractors(random, batch, row, step, place);
            int symbol = random.nextInt(RELEVANT);
            batch.input(row, symbol, place, 1f);
            label = label * RELEVANT + symbol;
            step = place + 1;
        }
        TemporalOrderTask.distractors(random, batch, row, step, length - 1);
        batch.input(row, END, length - 1, 1f);
        batch.target(row, label, 1f);
    }

    private int hundredths(int share) {
        return (int) ((long) share * shortest / 100);
    }
}
