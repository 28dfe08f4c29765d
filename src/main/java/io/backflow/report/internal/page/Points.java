// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.report.internal.figure.MapChart;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * A series of a page's data, unpacked.
 *
 * @param x updates
 * @param y values, or logarithms to base 10; NaN for what is not finite or has none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, not compared
record Points(double[] x, double[] y) {

    private static final int MOST_OF_BAND = 400;

    /** Median, least and largest of several series at the same places. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
    record Band(double[] x, double[] median, double[] low, double[] high) {}

    /** Unpacks norms as logarithms. */
    static Points norms(Line place, Line series) {
        return pairs(place, logarithms(list(series, "a"), Codes.FINE), logarithms(list(series, "b"), Codes.FINE));
    }

    /** Unpacks plain numbers. */
    static Points plain(Line place, Line series) {
        return pairs(place, numbers(list(series, "a")), numbers(list(series, "b")));
    }

    private static Points pairs(Line place, double[] a, double[] b) {
        double[] first = sums(list(place, "u"));
        long[] length = place.fields().get("w") instanceof long[] given ? given : new long[first.length];
        double[] x = new double[2 * a.length];
        double[] y = new double[2 * a.length];
        int count = 0;
        for (int i = 0; i < Math.min(a.length, first.length); i++) {
            x[count] = first[i];
            y[count++] = a[i];
            if (i < b.length && length[i] > 0 && Double.compare(a[i], b[i]) != 0) {
                x[count] = first[i] + length[i];
                y[count++] = b[i];
            }
        }
        return new Points(Arrays.copyOf(x, count), Arrays.copyOf(y, count));
    }

    /** Returns the logarithms of the values; NaN where there is none. */
    Points logarithms() {
        return new Points(
                x,
                Arrays.stream(y)
                        .map(value -> value > 0 ? Math.log10(value) : Double.NaN)
                        .toArray());
    }

    static List<?> list(Line line, String name) {
        return line.fields().get(name) instanceof List<?> list ? list : List.of();
    }

    static double[] sums(List<?> differences) {
        double[] sums = new double[differences.size()];
        double last = 0;
        for (int i = 0; i < sums.length; i++) {
            last += ((Number) differences.get(i)).doubleValue();
            sums[i] = last;
        }
        return sums;
    }

    /** Returns logarithms to base 10; that of zero is {@link MapChart#ZERO}, and NaN that of what is not finite. */
    static double[] logarithms(List<?> codes, int steps) {
        double[] values = new double[codes.size()];
        double last = 0;
        for (int i = 0; i < values.length; i++) {
            if (codes.get(i) instanceof Number difference) {
                last += difference.doubleValue();
                values[i] = last / steps;
            } else {
                values[i] = "z".equals(codes.get(i)) ? MapChart.ZERO : Double.NaN;
            }
        }
        return values;
    }

    static double[] numbers(List<?> plain) {
        return plain.stream()
                .mapToDouble(value -> value instanceof Number number ? number.doubleValue() : Double.NaN)
                .toArray();
    }

    /** Returns the median of several series with their range, between points linearly. */
    static Band band(List<Points> all) {
        TreeSet<Double> places = new TreeSet<>();
        all.forEach(points -> Arrays.stream(points.x).forEach(places::add));
        double[] every = places.stream().mapToDouble(Double::doubleValue).toArray();
        int step = Math.max(1, (every.length + MOST_OF_BAND - 1) / MOST_OF_BAND);
        int count = (every.length + step - 1) / step;
        Band band = new Band(new double[count], new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++) {
            double x = every[i * step];
            double[] values = all.stream()
                    .mapToDouble(points -> points.at(x))
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            int n = values.length;
            band.x[i] = x;
            band.median[i] = n == 0 ? Double.NaN : (values[(n - 1) / 2] + values[n / 2]) / 2;
            band.low[i] = n == 0 ? Double.NaN : values[0];
            band.high[i] = n == 0 ? Double.NaN : values[n - 1];
        }
        return band;
    }

    private double at(double place) {
        int found = Arrays.binarySearch(x, place);
        if (found >= 0) {
            return y[found];
        }
        int next = -found - 1;
        if (next == 0 || next == x.length) {
            return Double.NaN;
        }
        double share = (place - x[next - 1]) / (x[next] - x[next - 1]);
        return y[next - 1] + share * (y[next] - y[next - 1]);
    }
}
