// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws the flow of a run through time as a map in SVG: updates from left to right, lags upwards. */
final class SvgMap {

    static final int COLUMNS = 24;

    private static final int SHADES = 12;
    private static final int CELL = 8;

    private SvgMap() {}

    /**
     * Returns the map.
     *
     * @param columns logarithms of norms by lag, one for each update; NaN for what is zero or not finite
     */
    static String of(String title, List<double[]> columns) {
        double low = columns.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double high = columns.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        int lags = columns.stream().mapToInt(column -> column.length).max().orElse(0);
        String cells = IntStream.range(0, SHADES)
                .mapToObj(shade -> shade(shade, columns, lags, low, high))
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" style=\"max-width:24em\">%s</svg><figcaption>%s:"
                        + " updates to the right, lag 0 to the last upwards, 1e%.1f (dark) to 1e%.1f (light)"
                        + "</figcaption></figure>",
                Math.max(1, columns.size()) * CELL,
                Math.max(1, lags) * CELL / 2,
                cells,
                Page.escaped(title),
                low,
                high);
    }

    private static String shade(int shade, List<double[]> columns, int lags, double low, double high) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            double[] column = columns.get(i);
            for (int lag = 0; lag < column.length; lag++) {
                if (Double.isFinite(column[lag]) && shade(column[lag], low, high) == shade) {
                    path.append('M').append(i * CELL).append(' ').append((lags - 1 - lag) * CELL / 2);
                    path.append('h')
                            .append(CELL)
                            .append('v')
                            .append(CELL / 2)
                            .append('h')
                            .append(-CELL)
                            .append('z');
                }
            }
        }
        double part = (double) shade / (SHADES - 1);
        return String.format(
                Locale.ROOT,
                "<path fill=\"rgb(%d,%d,%d)\" d=\"%s\"/>",
                Math.round(20 + 235 * part),
                Math.round(20 + 210 * part * part),
                Math.round(90 + 60 * Math.sin(part * Math.PI)),
                path);
    }

    private static int shade(double value, double low, double high) {
        return high > low ? (int) Math.min(SHADES - 1, (value - low) / (high - low) * SHADES) : SHADES - 1;
    }
}
