// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.TimeStamps;
import io.backflow.data.internal.rule.Limits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The order that time stamps say, and the steps that they count. */
final class StepTimes {

    private StepTimes() {}

    /** Sorts the steps of a sequence by time. */
    static void sort(Path file, Growing sequence, int features, int targets) {
        int[] order = IntStream.range(0, sequence.steps)
                .boxed()
                .sorted(Comparator.comparingDouble(step -> sequence.times[step]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 1; i < order.length; i++) {
            if (sequence.times[order[i]] == sequence.times[order[i - 1]]) {
                throw DataException.at(
                        file,
                        sequence.line(order[i]),
                        "the sequence " + Numbers.shown(sequence.name) + " has the same time stamp in line "
                                + sequence.line(order[i - 1]));
            }
        }
        sequence.reorder(order, features, targets);
    }

    /** Puts steps between those whose time stamps are more than the smallest distance apart; they have no values. */
    static void spread(Path file, List<Growing> sequences, int features, int targets) {
        double unit = unit(sequences);
        for (Growing sequence : sequences) {
            spread(file, sequence, unit, features, targets);
        }
    }

    private static double unit(List<Growing> sequences) {
        double unit = Double.POSITIVE_INFINITY;
        for (Growing sequence : sequences) {
            for (int step = 1; step < sequence.steps; step++) {
                unit = Math.min(unit, sequence.times[step] - sequence.times[step - 1]);
            }
        }
        return unit;
    }

    private static void spread(Path file, Growing sequence, double unit, int features, int targets) {
        int[] at = new int[sequence.steps];
        for (int step = 1; step < at.length; step++) {
            long whole = TimeStamps.step(sequence.times[step], sequence.times[0], unit);
            if (whole < 0) {
                throw DataException.at(
                        file,
                        sequence.line(step),
                        "the time stamp is " + (sequence.times[step] - sequence.times[0])
                                + " after the first of its sequence; times: steps needs whole multiples of the smallest"
                                + " distance, " + unit);
            }
            if (whole >= Limits.MAX_LENGTH) {
                throw DataException.at(
                        file,
                        sequence.line(step),
                        "the time stamp is " + whole + " steps after the first of its sequence, at most "
                                + Limits.MAX_LENGTH + " are read");
            }
            at[step] = (int) whole;
        }
        place(sequence, at, features, targets);
    }

    private static void place(Growing sequence, int[] at, int features, int targets) {
        int steps = at[at.length - 1] + 1;
        if (steps == at.length) {
            return;
        }
        float[] values = absent(steps * features);
        float[] asked = absent(steps * targets);
        long[] lines = new long[steps];
        int[] labels = new int[sequence.labels.length == 0 ? 0 : steps];
        double[] times = new double[steps];
        for (int step = 0, from = 0; step < steps; step++) {
            if (at[from] == step) {
                System.arraycopy(sequence.values, from * features, values, step * features, features);
                System.arraycopy(sequence.targets, from * targets, asked, step * targets, targets);
            }
            lines[step] = sequence.line(from);
            times[step] = sequence.times[from];
            if (labels.length > 0) {
                labels[step] = sequence.labels[from]; // a step that is not there is of the class of the next
            }
            from += at[from] == step ? 1 : 0;
        }
        sequence.values = values;
        sequence.targets = asked;
        sequence.lines = lines;
        sequence.labels = labels;
        sequence.times = times;
        sequence.steps = steps;
    }

    private static float[] absent(int size) {
        float[] values = new float[size];
        Arrays.fill(values, Float.NaN);
        return values;
    }
}
