// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import io.backflow.report.internal.figure.Ink.Anchor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A row of dots for each arm, one dot a run, with their mean as a stroke. */
public final class DotChart implements Chart {

    private static final double NAMES = 190;
    private static final double ROW = 22;
    private static final double TOP = 24;
    private static final double BOTTOM = 40;
    private static final double RADIUS = 3;
    private static final int CORNERS = 16;

    @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
    private record Row(String name, double[] values) {}

    private final String title;
    private final String below;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A chart without arms.
     *
     * @param below name of the axis there
     */
    public DotChart(String title, String below) {
        this.title = title;
        this.below = below;
    }

    /** Adds an arm. */
    public void add(String name, double[] values) {
        rows.add(new Row(name, values.clone()));
    }

    /** Returns whether no run has a value. */
    public boolean isEmpty() {
        return rows.stream().noneMatch(row -> Arrays.stream(row.values).anyMatch(Double::isFinite));
    }

    @Override
    public double height(double width) {
        return TOP + ROW * rows.size() + BOTTOM;
    }

    @Override
    public void draw(Ink ink, double width) {
        Scale scale = Scale.of(rows.stream().flatMapToDouble(row -> Arrays.stream(row.values)), false);
        Scale places = new Scale(0, rows.size(), List.of(), false);
        Frame frame = new Frame(NAMES, TOP, width - NAMES - 24, ROW * rows.size(), scale, places);
        ink.text(4, 14, title, Anchor.START);
        frame.drawBelow(ink, below);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = TOP + ROW * (i + 0.5);
            long lost = Arrays.stream(row.values)
                    .filter(value -> !Double.isFinite(value))
                    .count();
            ink.line(new double[] {NAMES, width - 24}, new double[] {y, y}, Pen.GRID);
            ink.text(NAMES - 8, y + 4, row.name + (lost > 0 ? " (" + lost + " without)" : ""), Anchor.END);
            double[] there = Arrays.stream(row.values).filter(Double::isFinite).toArray();
            for (double value : there) {
                dot(ink, frame.x(value), y, Pen.of(i).colour());
            }
            Arrays.stream(there)
                    .average()
                    .ifPresent(mean -> ink.line(
                            new double[] {frame.x(mean), frame.x(mean)},
                            new double[] {y - 8, y + 8},
                            new Pen(0, 2, List.of())));
        }
    }

    private static void dot(Ink ink, double x, double y, int colour) {
        double[] angles = IntStream.range(0, CORNERS)
                .mapToDouble(i -> 2 * Math.PI * i / CORNERS)
                .toArray();
        ink.area(
                Arrays.stream(angles).map(angle -> x + RADIUS * Math.cos(angle)).toArray(),
                Arrays.stream(angles).map(angle -> y + RADIUS * Math.sin(angle)).toArray(),
                colour,
                0.75);
    }
}
