// SPDX-License-Identifier: Apache-2.0
package io.backflow.statistics.internal;

import java.util.ArrayList;
import java.util.List;

/** A line through points, by least squares. Sums are taken about the means, so that long sequences lose no digits. */
public final class LeastSquaresLine {

    private record Point(double x, double y) {}

    private final List<Point> points = new ArrayList<>();

    /** Adds a point. */
    public void add(double x, double y) {
        points.add(new Point(x, y));
    }

    /** Returns how many points there are. */
    public int points() {
        return points.size();
    }

    private double meanX() {
        return points.stream().mapToDouble(Point::x).average().orElseThrow();
    }

    private double meanY() {
        return points.stream().mapToDouble(Point::y).average().orElseThrow();
    }

    private double spread() {
        double mean = meanX();
        return points.stream().mapToDouble(p -> (p.x - mean) * (p.x - mean)).sum();
    }

    /** Returns the slope, of two points or more. */
    public double slope() {
        double x = meanX();
        double y = meanY();
        return points.stream().mapToDouble(p -> (p.x - x) * (p.y - y)).sum() / spread();
    }

    /** Returns sqrt(residual sum of squares / (n - 2) / spread of x). */
    public double standardErrorOfSlope() {
        double slope = slope();
        double x = meanX();
        double y = meanY();
        double residuals = points.stream()
                .mapToDouble(p -> p.y - y - slope * (p.x - x))
                .map(r -> r * r)
                .sum();
        return Math.sqrt(residuals / (points.size() - 2) / spread());
    }
}
