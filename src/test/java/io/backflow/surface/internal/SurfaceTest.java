// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.internal.ConfigReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurfaceTest {

    /** Doubles whose last bits differ by the order of operations. */
    private static final double ROUNDING = 1e-12;

    private static final SurfaceConfig CLIFF =
            new ConfigReader(SurfaceConfig.KIND).read(Path.of("configs/cliff.yaml"), SurfaceConfig.KIND);

    /** How far above the wall a point is, along b. */
    private static double aboveTheWall(SurfacePoint point) {
        return point.b() - (0.5 - point.w() / (1 + Math.exp(-0.5)));
    }

    private static double distance(SurfacePoint from, SurfacePoint to) {
        return Math.hypot(to.w() - from.w(), to.b() - from.b());
    }

    @Test
    void laysTheGridRowByRow() {
        SurfaceConfig config = new SurfaceConfig(
                "small",
                new UnitConfig(5, 0.5, 0.7),
                new AxisConfig(1, 2, 3),
                new AxisConfig(-1, 0, 2),
                new DescentConfig(1, 0, 0.1, 1, 1));
        Surface surface = Surface.of(config);
        assertThat(surface.points()).extracting(SurfacePoint::w).containsExactly(1.0, 1.5, 2.0, 1.0, 1.5, 2.0);
        assertThat(surface.points()).extracting(SurfacePoint::b).containsExactly(-1.0, -1.0, -1.0, 0.0, 0.0, 0.0);
        assertThat(surface.at(2, 1)).isEqualTo(new ErrorSurface(config.surface()).at(2, 0));
    }

    @Test
    void followsTheGradient() {
        List<SurfacePoint> points = Surface.of(CLIFF).plain();
        assertThat(points).hasSize(CLIFF.descent().updates() + 1);
        double rate = CLIFF.descent().learningRate();
        for (int i = 0; i + 1 < points.size(); i++) {
            SurfacePoint here = points.get(i);
            assertThat(points.get(i + 1).w()).isCloseTo(here.w() - rate * here.byW(), within(ROUNDING));
            assertThat(points.get(i + 1).b()).isCloseTo(here.b() - rate * here.byB(), within(ROUNDING));
        }
    }

    @Test
    void cutsLongGradientsToTheThresholdAndTurnsNone() {
        List<SurfacePoint> points = Surface.of(CLIFF).clipped();
        DescentConfig descent = CLIFF.descent();
        for (int i = 0; i + 1 < points.size(); i++) {
            SurfacePoint here = points.get(i);
            double expected = descent.learningRate() * Math.min(descent.maxNorm(), here.gradientNorm());
            assertThat(distance(here, points.get(i + 1))).isCloseTo(expected, within(ROUNDING));
            double across = (points.get(i + 1).w() - here.w()) * here.byB()
                    - (points.get(i + 1).b() - here.b()) * here.byW();
            assertThat(across).isCloseTo(0, within(ROUNDING * (1 + here.gradientNorm())));
        }
    }

    /** What Figure 6 is for. */
    @Test
    void throwsPlainDescentFarAwayAndKeepsTheClippedOneAtTheWall() {
        Surface surface = Surface.of(CLIFF);
        int thrown = surface.longestStep();
        SurfacePoint onTheWall = surface.plain().get(thrown);
        assertThat(surface.clipped().subList(0, thrown + 1))
                .isEqualTo(surface.plain().subList(0, thrown + 1));
        assertThat(onTheWall.gradientNorm()).isGreaterThan(10 * CLIFF.descent().maxNorm());
        assertThat(distance(onTheWall, surface.plain().get(thrown + 1))).isGreaterThan(1.0);
        List<SurfacePoint> afterwards =
                surface.clipped().subList(thrown + 1, surface.clipped().size());
        assertThat(afterwards)
                .allSatisfy(point -> assertThat(aboveTheWall(point)).isStrictlyBetween(0.0, 0.12))
                .allSatisfy(point -> assertThat(distance(onTheWall, point)).isLessThan(0.15));
        assertThat(afterwards)
                .filteredOn(point -> point.gradientNorm() > CLIFF.descent().maxNorm())
                .hasSize(4);
        assertThat(afterwards.get(afterwards.size() - 1).error()).isLessThan(0.01);
        assertThat(surface.plain().get(surface.plain().size() - 1).error()).isGreaterThan(0.05);
    }

    @Test
    void showsTheWallAndTheThrow() {
        Surface surface = Surface.of(CLIFF);
        assertThat(surface.steepest().gradientNorm()).isGreaterThan(500);
        assertThat(aboveTheWall(surface.steepest())).isCloseTo(0, within(0.01));
        SurfacePoint landed = surface.plain().get(surface.longestStep() + 1);
        assertThat(landed.w()).isBetween(CLIFF.w().from(), CLIFF.w().to());
        assertThat(landed.b()).isBetween(CLIFF.b().from(), CLIFF.b().to());
    }
}
