// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws logarithms over updates as lines in SVG. */
final class SvgLines {

    /** Colours that people with any colour vision tell apart (Okabe and Ito), and a dash for each. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#555555", "#8b4513");

    private static final List<String> DASHES = List.of("none", "6 3", "2 2", "8 3 2 3");

    private static final int WIDTH = 760;
    private static final int HEIGHT = 240;
    private static final int LEFT = 56;
    private static final int BOTTOM = 24;
    private static final int LINE = 16;

    private static final class Series {

        private final String name;
        private final double[] x;
        private final double[] y;

        private Series(String name, double[] x, double[] y) {
            this.name = name;
            this.x = x;
            this.y = y;
        }
    }

    private final List<Series> all = new ArrayList<>();

    void add(String name, double[] x, double[] y) {
        all.add(new Series(name, x, y));
    }

    String render() {
        double most = all.stream()
                .flatMapToDouble(series -> Arrays.stream(series.x))
                .max()
                .orElse(1);
        double low = Math.floor(all.stream()
                .flatMapToDouble(series -> Arrays.stream(series.y))
                .filter(Double::isFinite)
                .min()
                .orElse(0));
        double high = Math.ceil(all.stream()
                .flatMapToDouble(series -> Arrays.stream(series.y))
                .filter(Double::isFinite)
                .max()
                .orElse(1));
        high = high > low ? high : low + 1;
        int height = HEIGHT + LINE * all.size();
        StringBuilder svg = new StringBuilder(format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">", WIDTH, height));
        int step = (int) Math.max(1, Math.ceil((high - low) / 6));
        for (double power = low; power <= high; power += step) {
            double y = y(power, low, high);
            svg.append(format("<path d=\"M%d %.1fH%d\" stroke=\"#ccc\"/>", LEFT, y, WIDTH));
            svg.append(format("<text x=\"4\" y=\"%.1f\">1e%d</text>", y + 4, (int) power));
        }
        svg.append(format("<text x=\"%d\" y=\"%d\">update 0</text>", LEFT, HEIGHT - 6));
        svg.append(format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", WIDTH - 4, HEIGHT - 6, (long) most));
        for (int i = 0; i < all.size(); i++) {
            append(svg, i, most, low, high);
        }
        return svg.append("</svg>").toString();
    }

    private void append(StringBuilder svg, int number, double most, double low, double high) {
        Series series = all.get(number);
        String look = format(
                "fill=\"none\" stroke-width=\"1.5\" stroke=\"%s\" stroke-dasharray=\"%s\"",
                COLOURS.get(number % COLOURS.size()), DASHES.get(number % DASHES.size()));
        StringBuilder path = new StringBuilder();
        boolean down = false;
        for (int i = 0; i < Math.min(series.x.length, series.y.length); i++) {
            if (Double.isFinite(series.y[i])) {
                double x = LEFT + (WIDTH - LEFT - 4) * series.x[i] / Math.max(1, most);
                path.append(format("%s%.1f %.1f", down ? "L" : "M", x, y(series.y[i], low, high)));
            }
            down = Double.isFinite(series.y[i]);
        }
        int y = HEIGHT + LINE * number + 8;
        svg.append(format("<path d=\"%s\" %s/>", path, look));
        svg.append(format("<path d=\"M%d %dh30\" %s/>", LEFT, y, look));
        svg.append(format("<text x=\"%d\" y=\"%d\">%s</text>", LEFT + 38, y + 4, Page.escaped(series.name)));
    }

    private static double y(double value, double low, double high) {
        return 8 + (HEIGHT - BOTTOM - 8) * (high - value) / (high - low);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
