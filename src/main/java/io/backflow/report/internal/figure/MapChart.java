// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import io.backflow.report.internal.figure.Ink.Anchor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Maps side by side whose colours are norms on one logarithmic scale. */
public final class MapChart implements Chart {

    /** The value of a cell whose norm is zero. */
    public static final double ZERO = Double.NEGATIVE_INFINITY;

    /**
     * A map.
     *
     * @param name above it
     * @param x place of each column, for the ends of the axis
     * @param columns logarithms to base 10 from below upwards; {@link #ZERO}, and NaN for what is not finite
     * @param rows names of the rows; empty if they are lags
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
    public record Map(String name, double[] x, List<double[]> columns, List<String> rows) {

        /** Copies the lists. */
        public Map {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    private static final int[] SHADES = {0x0b0724, 0x3b0f70, 0x8c2981, 0xde4968, 0xfe9f6d, 0xfcfdbf};
    private static final int STEPS = 40;
    private static final int OF_ZERO = 0x7d8790;
    private static final int OF_NON_FINITE = 0x00c2c7;

    private static final double TITLE = 24;
    private static final double NAME = 16;
    private static final double AREA = 150;
    private static final double BELOW = 40;
    private static final double SCALE = 30;
    private static final double GAP = 14;

    private final String title;
    private final String left;
    private final int width;
    private final List<Map> maps;

    /**
     * Maps on one scale.
     *
     * @param left name of the axis there
     * @param step how many lags a row is
     */
    public MapChart(String title, String left, int step, List<Map> maps) {
        this.title = title;
        this.left = left;
        this.width = step;
        this.maps = List.copyOf(maps);
    }

    private int across() {
        return Math.max(1, Math.min(maps.size(), hasNames() ? 2 : 4));
    }

    private boolean hasNames() {
        return maps.stream().anyMatch(map -> !map.rows.isEmpty());
    }

    private double area() {
        int rows = maps.stream().mapToInt(map -> map.rows.size()).max().orElse(0);
        return Math.max(AREA, 12.0 * rows);
    }

    @Override
    public double height(double ofWidth) {
        int lines = (maps.size() + across() - 1) / across();
        return TITLE + lines * (NAME + area() + BELOW) + SCALE;
    }

    @Override
    public void draw(Ink ink, double ofWidth) {
        double[] all = maps.stream()
                .flatMap(map -> map.columns.stream())
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        double high = all.length == 0 ? 0 : Math.min(all[all.length - 1], quantile(all, 0.98) + 1);
        double low = all.length == 0 ? -1 : Math.max(Math.max(all[0], quantile(all, 0.02) - 1), high - 16);
        low = Math.min(low, high - 0.1);
        ink.text(4, 14, title, Anchor.START);
        double margin = hasNames() ? 104 : 44;
        double each = (ofWidth - Frame.RIGHT) / across();
        for (int i = 0; i < maps.size(); i++) {
            double x = i % across() * each + margin;
            int line = i / across();
            double y = TITLE + line * (NAME + area() + BELOW);
            draw(
                    ink,
                    maps.get(i),
                    new double[] {x, y + NAME, each - margin - (across() > 1 ? GAP : 0), area()},
                    low,
                    high);
        }
        scale(ink, height(ofWidth) - SCALE + 8, low, high);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private void draw(Ink ink, Map map, double[] area, double low, double high) {
        int rows = Math.max(
                1, map.columns.stream().mapToInt(column -> column.length).max().orElse(1));
        double cell = area[2] / Math.max(1, map.columns.size());
        double row = area[3] / rows;
        java.util.Map<Integer, List<double[]>> byColour = new TreeMap<>();
        for (int i = 0; i < map.columns.size(); i++) {
            double[] column = map.columns.get(i);
            for (int k = 0; k < column.length; k++) {
                int from = k; // equal neighbours are one rectangle
                int colour = colour(column[k], low, high);
                while (k + 1 < column.length && colour(column[k + 1], low, high) == colour) {
                    k++;
                }
                byColour.computeIfAbsent(colour, key -> new ArrayList<>()).add(new double[] {
                    area[0] + i * cell, area[1] + area[3] - (k + 1) * row, cell + 0.1, (k + 1 - from) * row
                });
            }
        }
        byColour.forEach((colour, rectangles) -> ink.rectangles(rectangles, colour));
        ink.text(area[0], area[1] - 5, map.name, Anchor.START);
        double bottom = area[1] + area[3];
        double last = map.x.length == 0 ? 0 : map.x[map.x.length - 1];
        ink.text(area[0], bottom + 13, Scale.number(map.x.length == 0 ? 0 : map.x[0]), Anchor.START);
        ink.text(area[0] + area[2], bottom + 13, Scale.number(last), Anchor.END);
        ink.text(area[0] + area[2] / 2, bottom + 26, "update", Anchor.MIDDLE);
        if (map.rows.isEmpty()) {
            ink.text(area[0] - 4, bottom, "0", Anchor.END);
            ink.text(area[0] - 4, area[1] + 9, String.valueOf((rows - 1) * width), Anchor.END);
            ink.upwards(area[0] - 14, area[1] + area[3] / 2, left);
        }
        for (int i = 0; i < map.rows.size(); i++) {
            ink.text(area[0] - 4, bottom - (i + 0.5) * row + 4, shortened(map.rows.get(i)), Anchor.END);
        }
    }

    private static String shortened(String name) {
        return name.length() > 16 ? name.substring(0, 15) + "\u2026" : name;
    }

    private static void scale(Ink ink, double y, double low, double high) {
        double each = 4;
        double x = 4 + 60;
        ink.text(x - 6, y + 10, Scale.brief(Math.pow(10, low)), Anchor.END);
        for (int i = 0; i < STEPS; i++) {
            ink.rectangles(List.of(new double[] {x + i * each, y, each + 0.1, 12}), shade(i));
        }
        double after = x + STEPS * each;
        ink.text(after + 6, y + 10, Scale.brief(Math.pow(10, high)), Anchor.START);
        ink.rectangles(List.of(new double[] {after + 70, y, 12, 12}), OF_ZERO);
        ink.text(after + 88, y + 10, "zero", Anchor.START);
        ink.rectangles(List.of(new double[] {after + 130, y, 12, 12}), OF_NON_FINITE);
        ink.text(after + 148, y + 10, "not finite", Anchor.START);
    }

    private static int colour(double value, double low, double high) {
        if (!Double.isFinite(value)) {
            return value == ZERO ? OF_ZERO : OF_NON_FINITE;
        }
        return shade((int) Math.max(0, Math.min(STEPS - 1, (value - low) / (high - low) * STEPS)));
    }

    private static int shade(int step) {
        double at = (double) step / (STEPS - 1) * (SHADES.length - 1);
        int from = Math.min(SHADES.length - 2, (int) at);
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int one = (SHADES[from] >> shift) & 0xff;
            int other = (SHADES[from + 1] >> shift) & 0xff;
            colour |= (int) Math.round(one + (other - one) * (at - from)) << shift;
        }
        return colour;
    }
}
