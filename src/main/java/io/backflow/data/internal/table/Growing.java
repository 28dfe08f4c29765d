// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One sequence while its rows are read: plain arrays that grow. */
final class Growing {

    private static final int FIRST_STEPS = 16;

    final String name;
    final long firstLine;
    long lastLine;
    int steps;
    boolean unsorted;
    float[] values;
    float[] targets;
    int[] labels = new int[0];
    double[] times = new double[0];

    /** Lines of the steps; null as long as they follow one another. */
    long @Nullable [] lines;

    Growing(String name, long firstLine, int features, int targets) {
        this.name = name;
        this.firstLine = firstLine;
        this.values = new float[FIRST_STEPS * features];
        this.targets = new float[FIRST_STEPS * targets];
    }

    void append(long line, float[] rowValues, float[] rowTargets) {
        values = room(values, (steps + 1) * rowValues.length);
        System.arraycopy(rowValues, 0, values, steps * rowValues.length, rowValues.length);
        if (rowTargets.length > 0) {
            targets = room(targets, (steps + 1) * rowTargets.length);
            System.arraycopy(rowTargets, 0, targets, steps * rowTargets.length, rowTargets.length);
        }
        if (lines == null && line != firstLine + steps) {
            long[] until = new long[Math.max(FIRST_STEPS, steps + 1)];
            for (int step = 0; step < steps; step++) {
                until[step] = firstLine + step;
            }
            lines = until;
        }
        if (lines != null) {
            lines = steps < lines.length ? lines : Arrays.copyOf(lines, grown(steps + 1));
            lines[steps] = line;
        }
        lastLine = line;
        steps++;
    }

    /** Sets the label of the step that was appended last. */
    void label(int code) {
        labels = steps <= labels.length ? labels : Arrays.copyOf(labels, grown(steps));
        labels[steps - 1] = code;
    }

    /** Sets the time of the step that was appended last. */
    void time(double time) {
        times = steps <= times.length ? times : Arrays.copyOf(times, grown(steps));
        times[steps - 1] = time;
        unsorted |= steps > 1 && times[steps - 2] >= time;
    }

    long line(int step) {
        return lines == null ? firstLine + step : lines[step];
    }

    /** Gives back the room beyond the last step. */
    void trim(int features, int targetCount) {
        values = exact(values, steps * features);
        targets = exact(targets, steps * targetCount);
        labels = labels.length == 0 ? labels : exact(labels, steps);
        times = times.length == 0 ? times : Arrays.copyOf(times, steps);
        lines = lines == null ? null : Arrays.copyOf(lines, steps);
    }

    /** Puts the steps into another order. */
    void reorder(int[] order, int features, int targetCount) {
        values = reordered(values, order, features);
        targets = reordered(targets, order, targetCount);
        double[] newTimes = new double[steps];
        long[] newLines = new long[steps];
        int[] newLabels = new int[labels.length == 0 ? 0 : steps];
        for (int step = 0; step < steps; step++) {
            newTimes[step] = times[order[step]];
            newLines[step] = line(order[step]);
            if (newLabels.length > 0) {
                newLabels[step] = labels[order[step]];
            }
        }
        times = newTimes;
        lines = newLines;
        labels = newLabels;
    }

    private static float[] reordered(float[] of, int[] order, int width) {
        float[] result = new float[order.length * width];
        for (int step = 0; step < order.length; step++) {
            System.arraycopy(of, order[step] * width, result, step * width, width);
        }
        return result;
    }

    private static float[] room(float[] array, int needed) {
        return needed <= array.length ? array : Arrays.copyOf(array, grown(needed));
    }

    private static float[] exact(float[] array, int size) {
        return array.length == size ? array : Arrays.copyOf(array, size);
    }

    private static int[] exact(int[] array, int size) {
        return array.length == size ? array : Arrays.copyOf(array, size);
    }

    private static int grown(int needed) {
        return (int) Math.min(Integer.MAX_VALUE - 8L, needed + (needed >> 1) + 8L);
    }
}
