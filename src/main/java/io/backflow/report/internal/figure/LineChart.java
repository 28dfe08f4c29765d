// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import io.backflow.report.internal.figure.Ink.Anchor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Lines over a common axis, with a legend below them. */
public final class LineChart implements Chart {

    /**
     * A line.
     *
     * @param name in the legend
     * @param x places
     * @param y values; logarithms to base 10 if the chart is of such, and NaN for a gap
     * @param low where a band around it begins; empty for none
     * @param high where the band ends
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
    public record Series(String name, double[] x, double[] y, double[] low, double[] high) {

        /** Has no band. */
        public Series(String name, double[] x, double[] y) {
            this(name, x, y, new double[0], new double[0]);
        }
    }

    private static final double HEIGHT = 250;
    private static final double LINE = 16;
    private static final double BAND = 0.15;

    private final String title;
    private final String below;
    private final String left;
    private final boolean isLogarithmic;
    private final List<Series> all = new ArrayList<>();

    /**
     * A chart without lines.
     *
     * @param below name of the axis there
     * @param left name of the axis there
     * @param isLogarithmic whether values are logarithms to base 10
     */
    public LineChart(String title, String below, String left, boolean isLogarithmic) {
        this.title = title;
        this.below = below;
        this.left = left;
        this.isLogarithmic = isLogarithmic;
    }

    public void add(Series series) {
        all.add(series);
    }

    /** Returns whether no line has a point. */
    public boolean isEmpty() {
        return all.stream().noneMatch(series -> Arrays.stream(series.y).anyMatch(Double::isFinite));
    }

    @Override
    public double height(double width) {
        return HEIGHT + LINE * all.size() + 6;
    }

    @Override
    public void draw(Ink ink, double width) {
        double most = all.stream()
                .flatMapToDouble(series -> Arrays.stream(series.x))
                .max()
                .orElse(1);
        DoubleStream values = all.stream()
                .flatMapToDouble(series -> DoubleStream.concat(
                        Arrays.stream(series.y),
                        DoubleStream.concat(Arrays.stream(series.low), Arrays.stream(series.high))));
        Frame frame = new Frame(
                Frame.LEFT,
                Frame.TOP,
                width - Frame.LEFT - Frame.RIGHT,
                HEIGHT - Frame.TOP - Frame.BOTTOM,
                Scale.ofNumbers(0, Math.max(1, most)),
                Scale.of(values, isLogarithmic));
        ink.text(Frame.LEFT, 14, title, Anchor.START);
        frame.drawLeft(ink, left);
        frame.drawBelow(ink, below);
        for (int i = 0; i < all.size(); i++) {
            draw(ink, frame, all.get(i), Pen.of(i));
            double y = HEIGHT + LINE * i + 6;
            ink.line(new double[] {Frame.LEFT, Frame.LEFT + 30}, new double[] {y, y}, Pen.of(i));
            ink.text(Frame.LEFT + 38, y + 4, all.get(i).name, Anchor.START);
        }
    }

    private static void draw(Ink ink, Frame frame, Series series, Pen pen) {
        int[] there = IntStream.range(0, series.low.length)
                .filter(i -> Double.isFinite(series.low[i]) && Double.isFinite(series.high[i]))
                .toArray();
        if (there.length > 1) {
            double[] x = new double[2 * there.length];
            double[] y = new double[x.length];
            for (int i = 0; i < there.length; i++) {
                int back = x.length - 1 - i;
                x[i] = frame.x(series.x[there[i]]);
                x[back] = x[i];
                y[i] = frame.y(series.low[there[i]]);
                y[back] = frame.y(series.high[there[i]]);
            }
            ink.area(x, y, pen.colour(), BAND);
        }
        ink.line(
                Arrays.stream(series.x).map(frame::x).toArray(),
                Arrays.stream(series.y).map(frame::y).toArray(),
                pen);
    }
}
