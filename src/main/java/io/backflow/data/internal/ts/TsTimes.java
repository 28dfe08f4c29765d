// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.ts;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.ReadSettings.Times;
import io.backflow.data.internal.raw.TimeStamps;
import io.backflow.data.internal.rule.Limits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The time stamps of one dimension of a row. */
final class TsTimes {

    private static final Numbers NUMBERS = new Numbers('.');

    private TsTimes() {}

    static OptionalDouble parse(String text) {
        return TimeStamps.parse(text, NUMBERS);
    }

    /** Returns the values by their order, or by their times with NaN where there is none. */
    static float[] series(Path file, long line, List<Float> values, List<Double> stamps, Times times) {
        double unit = Double.POSITIVE_INFINITY;
        for (int i = 1; i < stamps.size(); i++) {
            double distance = stamps.get(i) - stamps.get(i - 1);
            if (!(distance > 0)) {
                throw DataException.at(file, line, "time stamp " + (i + 1) + " is not after the one before it");
            }
            unit = Math.min(unit, distance);
        }
        int[] at = new int[values.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = times == Times.STEPS && i > 0 ? step(file, line, stamps, i, unit) : i;
        }
        float[] series = new float[at.length == 0 ? 0 : at[at.length - 1] + 1];
        Arrays.fill(series, Float.NaN);
        for (int i = 0; i < at.length; i++) {
            series[at[i]] = values.get(i);
        }
        return series;
    }

    private static int step(Path file, long line, List<Double> stamps, int i, double unit) {
        long step = TimeStamps.step(stamps.get(i), stamps.get(0), unit);
        if (step < 0 || step >= Limits.MAX_LENGTH) {
            throw DataException.at(
                    file,
                    line,
                    "time stamp " + (i + 1) + " is no whole number of steps, below " + Limits.MAX_LENGTH
                            + ", after the first, of the smallest distance " + unit
                            + "; times: ignore takes the values in their order");
        }
        return (int) step;
    }
}
