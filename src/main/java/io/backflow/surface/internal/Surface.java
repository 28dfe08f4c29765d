// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An error surface with gradient descent over it.
 *
 * @param config what was asked for
 * @param points the grid, row by row from the least b on, within a row from the least w on
 * @param plain what gradient descent visits, from its start on
 * @param clipped what it visits if its gradient is clipped
 */
public record Surface(
        SurfaceConfig config, List<SurfacePoint> points, List<SurfacePoint> plain, List<SurfacePoint> clipped) {

    /** Copies the lists. */
    public Surface {
        points = List.copyOf(points);
        plain = List.copyOf(plain);
        clipped = List.copyOf(clipped);
    }

    /** Computes what a configuration asks for. */
    public static Surface of(SurfaceConfig config) {
        ErrorSurface surface = new ErrorSurface(config.surface());
        int columns = config.w().points();
        List<SurfacePoint> points = IntStream.range(0, columns * config.b().points())
                .mapToObj(i ->
                        surface.at(config.w().value(i % columns), config.b().value(i / columns)))
                .toList();
        return new Surface(
                config,
                points,
                Descent.over(surface, config.descent(), Double.POSITIVE_INFINITY),
                Descent.over(surface, config.descent(), config.descent().maxNorm()));
    }

    /** Returns a point of the grid, both numbers counted from 0. */
    public SurfacePoint at(int column, int row) {
        return points.get(row * config.w().points() + column);
    }

    /** Returns the point of the grid with the longest gradient. */
    public SurfacePoint steepest() {
        return points.stream()
                .max(Comparator.comparingDouble(SurfacePoint::gradientNorm))
                .orElseThrow();
    }

    /** Returns the number of the update with the longest step of gradient descent without clipping, counted from 0. */
    public int longestStep() {
        return IntStream.range(0, plain.size() - 1)
                .boxed()
                .max(Comparator.comparingDouble(update -> plain.get(update).gradientNorm()))
                .orElseThrow();
    }
}
