// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.statistics.internal.Quantile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormHistogramTest {

    private static final double[] QUANTILES = {0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1};

    private static final double[] ERRORS = {0.001, 0.01, 0.1, 0.5};

    /** The bins' borders are powers of gamma in double: they are off by up to about 1e-13 of their value. */
    private static final double ROUNDING = 1e-12;

    private enum Distribution {
        UNIFORM,
        EXPONENTIAL,
        LOG_NORMAL,
        PARETO,
        EVERY_SIZE,
        HALF_ZEROS,
        FEW_VALUES,
        CONSTANT;

        private double draw(Random random) {
            return switch (this) {
                case UNIFORM -> random.nextDouble();
                case EXPONENTIAL -> -Math.log(1 - random.nextDouble());
                case LOG_NORMAL -> Math.exp(3 * random.nextGaussian());
                case PARETO -> Math.pow(1 - random.nextDouble(), -2);
                case EVERY_SIZE -> Math.pow(10, 600 * random.nextDouble() - 300);
                case HALF_ZEROS -> random.nextBoolean() ? 0 : random.nextDouble();
                case FEW_VALUES -> random.nextInt(4);
                case CONSTANT -> 1.0;
            };
        }

        double[] sample(long seed, int count) {
            Random random = new Random(seed);
            return DoubleStream.generate(() -> draw(random)).limit(count).toArray();
        }
    }

    private static Stream<Arguments> samples() {
        return Arrays.stream(Distribution.values())
                .flatMap(distribution -> Stream.of(1L, 2L, 3L, 5L, 8L).map(seed -> Arguments.of(distribution, seed)));
    }

    private static NormHistogram of(double relativeError, double... norms) {
        NormHistogram histogram = new NormHistogram(relativeError);
        Arrays.stream(norms).forEach(histogram::add);
        return histogram;
    }

    private static void assertQuantilesOf(NormHistogram histogram, double[] norms) {
        double[] sorted = norms.clone();
        Arrays.sort(sorted);
        for (double q : QUANTILES) {
            double exact = Quantile.ofSorted(sorted, q);
            assertThat(histogram.quantile(q))
                    .as("quantile %s", q)
                    .isCloseTo(exact, within(exact * (histogram.relativeError() + ROUNDING)));
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("samples")
    void quantilesAreThoseOfTheSortedNormsToTheStatedError(Distribution distribution, long seed) {
        double[] norms = distribution.sample(seed, 5_000);
        for (double error : ERRORS) {
            assertQuantilesOf(of(error, norms), norms);
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("samples")
    void mergingIsTheSameAsCountingAllInOne(Distribution distribution, long seed) {
        double[] norms = distribution.sample(seed, 3_000);
        NormHistogram merged = of(0.01, Arrays.copyOfRange(norms, 0, 1_000));
        merged.merge(of(0.01, Arrays.copyOfRange(norms, 1_000, 3_000)));
        merged.merge(new NormHistogram());
        assertThat(merged.count()).isEqualTo(3_000);
        assertThat(merged.zeros())
                .isEqualTo(Arrays.stream(norms).filter(norm -> norm == 0).count());
        assertQuantilesOf(merged, norms);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_NORMAL, 1e-300, 0.99, 1, 1.01, 1e300, Double.MAX_VALUE})
    void oneNormIsEveryQuantile(double norm) {
        for (double error : ERRORS) {
            NormHistogram histogram = of(error, norm);
            assertThat(histogram.quantile(0)).isCloseTo(norm, within(norm * error * (1 + ROUNDING)));
            assertThat(histogram.quantile(1)).isEqualTo(histogram.quantile(0)).isFinite();
        }
    }

    @Test
    void everyPowerOfGammaIsWithinTheError() {
        double gamma = 1.01 / 0.99;
        for (int i = -30_000; i <= 30_000; i++) {
            double border = Math.pow(gamma, i);
            assertThat(of(0.01, border).quantile(0.5)).isCloseTo(border, within(border * (0.01 + ROUNDING)));
        }
    }

    @Test
    void countsZerosAndWhatIsTooSmallToTellFromThem() {
        NormHistogram histogram = of(0.01, 0.0, -0.0, Double.MIN_VALUE, 7);
        assertThat(histogram.zeros()).isEqualTo(3);
        assertThat(histogram.count()).isEqualTo(4);
        assertThat(histogram.quantile(0.66)).isZero();
        assertThat(histogram.quantile(5 / 6.0)).as("half of the way to 7").isCloseTo(3.5, within(0.035));
        assertThat(histogram.quantile(1)).isCloseTo(7, within(0.07));
    }

    @Test
    void countsWhatIsNotFiniteApart() {
        NormHistogram histogram = of(0.01, Double.NaN, 2, Double.POSITIVE_INFINITY);
        histogram.merge(of(0.01, Double.NaN));
        assertThat(histogram.nonFinite()).isEqualTo(3);
        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.quantile(1)).isCloseTo(2, within(0.02));
    }

    @Test
    void hasNoQuantileOfNothing() {
        assertThat(new NormHistogram().quantile(0.5)).isNaN();
        assertThat(of(0.01, Double.NaN).quantile(0.5)).isNaN();
    }

    @Test
    void refusesWhatIsNoNormNoQuantileAndNoError() {
        NormHistogram histogram = new NormHistogram();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram.add(-1))
                .withMessage("A norm must be at least 0, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram.add(Double.NEGATIVE_INFINITY))
                .withMessage("A norm must be at least 0, got -Infinity");
        for (double q : List.of(-0.1, 1.1, Double.NaN)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> histogram.quantile(q))
                    .withMessage("A quantile must be between 0 and 1, got " + q);
        }
        for (double error : List.of(0.0, 0.0009, 1.0, Double.NaN)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new NormHistogram(error))
                    .withMessage("relativeError must be at least 0.001 and less than 1, got " + error);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram.merge(new NormHistogram(0.02)))
                .withMessage("Merged histograms must have the same relative error, got 0.01 and 0.02");
    }

    @Test
    void goesOnWhereItWasSaved() {
        NormHistogram whole = new NormHistogram(0.02);
        NormHistogram first = new NormHistogram(0.02);
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            double norm = i % 50 == 0 ? 0 : i % 51 == 0 ? Double.NaN : Math.exp(20 * random.nextGaussian());
            whole.add(norm);
            first.add(norm);
            if (i % 100 == 99) {
                first = NormHistogram.of(first.state());
            }
        }
        assertThat(first.state()).isEqualTo(whole.state());
        assertThat(first.count()).isEqualTo(whole.count());
        assertThat(first.zeros()).isEqualTo(10);
        assertThat(first.nonFinite()).isEqualTo(whole.nonFinite()).isPositive();
        for (double q = 0; q <= 1; q += 0.125) {
            assertThat(first.quantile(q)).isEqualTo(whole.quantile(q));
        }
    }

    @Test
    void aStateThatIsNoneIsRefused() {
        for (double[] state : new double[][] {
            {},
            {0.01, 0},
            {0.01, 0, 0, 1},
            {2, 0, 0},
            {0.01, -1, 0},
            {0.01, 0, 0.5},
            {0.01, 0, 0, -1, 1},
            {0.01, 0, 0, 1e9, 1},
            {0.01, 0, 0, 1.5, 1},
            {0.01, 0, 0, 1, Double.NaN}
        }) {
            assertThatIllegalArgumentException().isThrownBy(() -> NormHistogram.of(state));
        }
    }
}
