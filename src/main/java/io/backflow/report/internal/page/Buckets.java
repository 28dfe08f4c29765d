// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Thins series of the same updates out so that no spike is lost: of each run of neighbours the smallest and the largest
 * value stay, in the order in which they came.
 *
 * <p>What is not finite is left out of the two extremes unless there is nothing else; {@link #marks} keeps and counts
 * it.
 */
final class Buckets {

    /** Marks beyond these are counted only. */
    static final int MOST_MARKS = 200;

    private final int[] starts;
    private final long[] updates;

    /**
     * Cuts updates into neighbours of about the same number.
     *
     * @param most how many runs of neighbours there may be
     */
    Buckets(long[] updates, int most) {
        int count = Math.min(updates.length, most);
        this.updates = updates;
        this.starts = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            starts[i] = (int) ((long) updates.length * i / Math.max(count, 1));
        }
    }

    int count() {
        return starts.length - 1;
    }

    /** Returns the first and the last update of each. */
    Map<String, Object> places() {
        long[] first = new long[count()];
        long[] length = new long[count()];
        boolean single = true;
        for (int i = 0; i < first.length; i++) {
            first[i] = updates[starts[i]];
            length[i] = updates[starts[i + 1] - 1] - first[i];
            single &= length[i] == 0;
        }
        Map<String, Object> places = new LinkedHashMap<>();
        places.put("u", Codes.differences(first));
        if (!single) {
            places.put("w", length);
        }
        return places;
    }

    /** Returns for each the extreme that comes first, in one array, and the other in a second one. */
    double[][] extremes(double[] values) {
        double[][] both = new double[2][count()];
        for (int i = 0; i < count(); i++) {
            int least = -1;
            int most = -1;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                if (Double.isFinite(values[k])) {
                    least = least < 0 || values[k] < values[least] ? k : least;
                    most = most < 0 || values[k] > values[most] ? k : most;
                }
            }
            int any = starts[i];
            both[0][i] = values[least < 0 ? any : Math.min(least, most)];
            both[1][i] = values[least < 0 ? any : Math.max(least, most)];
        }
        return both;
    }

    /** Returns the largest of each; what is not finite counts as larger than anything. */
    double[] largest(double[] values) {
        double[] largest = new double[count()];
        for (int i = 0; i < count(); i++) {
            double most = values[starts[i]];
            for (int k = starts[i] + 1; k < starts[i + 1]; k++) {
                most = Math.max(most, values[k]); // NaN stays
            }
            largest[i] = most;
        }
        return largest;
    }

    /** Returns a series of norms. */
    Map<String, Object> norms(double[] values) {
        double[][] both = extremes(values);
        Map<String, Object> series = new LinkedHashMap<>();
        series.put("a", Codes.logarithms(both[0], Codes.FINE));
        if (count() < values.length) {
            series.put("b", Codes.logarithms(both[1], Codes.FINE));
        }
        marks(values, series);
        return series;
    }

    /** Returns a series of any numbers. */
    Map<String, Object> numbers(double[] values) {
        double[][] both = extremes(values);
        Map<String, Object> series = new LinkedHashMap<>();
        series.put("a", Codes.plain(both[0]));
        if (count() < values.length) {
            series.put("b", Codes.plain(both[1]));
        }
        marks(values, series);
        return series;
    }

    /** Adds how many values are not finite and at which updates, and how many are zero. */
    private void marks(double[] values, Map<String, Object> series) {
        long[] at = new long[MOST_MARKS];
        int bad = 0;
        int zeros = 0;
        for (int k = 0; k < values.length; k++) {
            if (!Double.isFinite(values[k])) {
                if (bad < at.length) {
                    at[bad] = updates[k];
                }
                bad++;
            }
            zeros += values[k] == 0 ? 1 : 0;
        }
        if (bad > 0) {
            series.put("bad", bad);
            series.put("at", Codes.differences(Arrays.copyOf(at, Math.min(bad, at.length))));
        }
        if (zeros > 0) {
            series.put("zeros", zeros);
        }
    }
}
