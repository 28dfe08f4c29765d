// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.SplitMix;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorSurfaceTest {

    /** Pascanu's: 50 steps from 0.5, target 0.7. */
    private static final ErrorSurface SURFACE = new ErrorSurface(new UnitConfig(50, 0.5, 0.7));

    private static double error(double w, double b, int steps, double start, double target) {
        double x = start;
        for (int t = 1; t <= steps; t++) {
            x = w / (1 + Math.exp(-x)) + b;
        }
        double miss = 1 / (1 + Math.exp(-x)) - target;
        return miss * miss;
    }

    @Test
    void isTheErrorOfTheUnitAfterItsSteps() {
        // By hand, one step from 0: x = 2 * 0.5 - 1 = 0, s(0) = 0.5, E = 0.25^2.
        SurfacePoint hand = new ErrorSurface(new UnitConfig(1, 0, 0.75)).at(2, -1);
        assertThat(hand.error()).isEqualTo(0.0625);
        // dE/db = 2 (0.5 - 0.75) * 0.25 * 1, dE/dw = that times s(0).
        assertThat(hand.byB()).isEqualTo(-0.125);
        assertThat(hand.byW()).isEqualTo(-0.0625);
        assertThat(hand.gradientNorm()).isEqualTo(Math.sqrt(0.125 * 0.125 + 0.0625 * 0.0625));
    }

    /** Central differences with a step of h = 1e-6 miss by h^2 times a third derivative, and by 1e-16 / h. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void hasTheGradientOfFiniteDifferences(long seed) {
        SplitMix random = new SplitMix(seed);
        double h = 1e-6;
        for (int i = 0; i < 200; i++) {
            double w = -8 + 16 * random.nextFloat();
            double b = -4 + 8 * random.nextFloat();
            int steps = 1 + random.nextInt(60);
            SurfacePoint point = new ErrorSurface(new UnitConfig(steps, 0.5, 0.7)).at(w, b);
            double byW = (error(w + h, b, steps, 0.5, 0.7) - error(w - h, b, steps, 0.5, 0.7)) / (2 * h);
            double byB = (error(w, b + h, steps, 0.5, 0.7) - error(w, b - h, steps, 0.5, 0.7)) / (2 * h);
            assertThat(point.error()).isCloseTo(error(w, b, steps, 0.5, 0.7), within(1e-12));
            double tolerance = 1e-8 + 1e-5 * point.gradientNorm();
            assertThat(point.byW()).isCloseTo(byW, within(tolerance));
            assertThat(point.byB()).isCloseTo(byB, within(tolerance));
        }
    }

    /** On the wall itself, where a gradient is hundreds of times that beside it. */
    @ParameterizedTest(name = "w {0}")
    @ValueSource(doubles = {4.4, 4.6, 4.8, 5.0})
    void hasTheGradientOfFiniteDifferencesOnTheWall(double w) {
        SurfacePoint wall = steepest(w);
        double h = 1e-4 / wall.gradientNorm(); // a small part of the wall's width
        double byB = (error(w, wall.b() + h, 50, 0.5, 0.7) - error(w, wall.b() - h, 50, 0.5, 0.7)) / (2 * h);
        assertThat(wall.byB()).isCloseTo(byB, within(1e-4 * wall.gradientNorm()));
        double byW = (error(w + h, wall.b(), 50, 0.5, 0.7) - error(w - h, wall.b(), 50, 0.5, 0.7)) / (2 * h);
        assertThat(wall.byW()).isCloseTo(byW, within(1e-4 * wall.gradientNorm()));
    }

    /** The point of the longest gradient at this weight, on a line of biases that is finer than the wall. */
    private static SurfacePoint steepest(double w) {
        double line = 0.5 - w / (1 + Math.exp(-0.5));
        return IntStream.rangeClosed(-20_000, 20_000)
                .mapToObj(i -> SURFACE.at(w, line + i * 5e-6))
                .max(Comparator.comparingDouble(SurfacePoint::gradientNorm))
                .orElseThrow();
    }

    /** Where x = w s(x) + b has its unstable solution at the start: at 50 steps the wall is that line's neighbour. */
    @ParameterizedTest(name = "w {0}")
    @CsvSource({"4.4, 60", "4.6, 200", "4.8, 600", "5.0, 2000"})
    void hasItsWallWhereTheStartIsTheUnstableFixedPoint(double w, double least) {
        SurfacePoint wall = steepest(w);
        assertThat(wall.b()).isCloseTo(0.5 - w / (1 + Math.exp(-0.5)), within(0.006));
        assertThat(wall.gradientNorm()).isGreaterThan(least);
        assertThat(SURFACE.at(w, wall.b() - 0.05).error()).isGreaterThan(0.24);
        assertThat(SURFACE.at(w, wall.b() + 0.05).error()).isLessThan(0.02);
    }

    @Test
    void hasNoWallWhereTheUnitHasOneFixedPointOnly() {
        double longest = DoubleStream.iterate(-6, b -> b < 2, b -> b + 1e-3)
                .map(b -> SURFACE.at(3.0, b).gradientNorm())
                .max()
                .orElseThrow();
        assertThat(longest).isLessThan(1.0);
    }
}
