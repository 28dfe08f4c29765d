// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.TestNetwork;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Clipping each parameter by the average of its own norms, beside the paper's algorithm in plain loops. */
class AdaGcTest extends PolicyContract {

    private static List<GradientBlock> parameters(BareGradient gradient) {
        return gradient.layout().blocks(Level.PARAMETER);
    }

    /** A policy that has warmed up, with averages that are so many times the norms of the parameters. */
    private static ClippingPolicy after(BareGradient gradient, double lambdaRel, double... times) {
        ClippingPolicy policy = new AdaGc(lambdaRel, 1.0, 0.98, 1).newPolicy();
        List<GradientBlock> parameters = parameters(gradient);
        double[] gamma = new double[parameters.size()];
        for (int i = 0; i < gamma.length; i++) {
            gamma[i] = times[i % times.length]
                    * gradient.norms().of(parameters.get(i)).l2();
        }
        policy.restore(SavedState.of(Map.of("updates", new double[] {1}, "gamma", gamma)));
        return policy;
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return after(gradient, 1.05, 0.3, 2.0);
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        double whole = gradient.norms().global().l2();
        return List.of(
                new AdaGc(1.05, Math.min(2 * whole, Double.MAX_VALUE), 0.98, 1).newPolicy(),
                new AdaGc(1.05, whole, 0.98, 1).newPolicy(),
                after(gradient, 1.0, 1.0),
                after(gradient, 1.05, 0.0));
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return parameters(gradient);
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        List<GradientBlock> parameters = parameters(before);
        for (int i = 0; i < parameters.size(); i++) {
            double old = before.norms().of(parameters.get(i)).l2();
            double expected = i % 2 == 0 ? 1.05 * 0.3 * old : old;
            double slack = i % 2 == 0 ? 6 * roundoff(type) + 0x1p-21 : 0.0;
            assertThat(after.norms().of(parameters.get(i)).l2())
                    .isBetween(expected * (1 - slack), expected * (1 + 1e-12));
        }
    }

    /** Wang et al. (2025), Algorithm 1, t from 1 on; returns the clipped gradients, one array for each parameter. */
    private static final class Naive {
        private final AdaGc config;
        private final double[] gamma;
        private int t;

        Naive(AdaGc config, int parameters) {
            this.config = config;
            this.gamma = new double[parameters];
        }

        double[][] next(double[][] g) {
            t++;
            double global = 0;
            for (double[] part : g) {
                for (double x : part) {
                    global += x * x;
                }
            }
            double[][] clipped = new double[g.length][];
            for (int i = 0; i < g.length; i++) {
                boolean early = t <= config.warmUp();
                double h = early
                        ? Math.min(config.lambdaAbs() / Math.sqrt(global), 1.0)
                        : Math.min(config.lambdaRel() * gamma[i] / NaiveNorms.l2(g[i]), 1.0);
                clipped[i] = new double[g[i].length];
                for (int k = 0; k < g[i].length; k++) {
                    clipped[i][k] = h * g[i][k];
                }
                double norm = NaiveNorms.l2(clipped[i]);
                double average = config.beta() * gamma[i] + (1 - config.beta()) * norm;
                gamma[i] = t == 1 ? norm : early ? Math.min(gamma[i], norm) : average;
            }
            return clipped;
        }
    }

    private static double[][] parts(BareGradient gradient) {
        return parameters(gradient).stream().map(gradient::elements).toArray(double[][]::new);
    }

    @ParameterizedTest
    @CsvSource({"1.05, 1.0, 0.98, 100, 1", "1.05, 1000, 0.98, 20, 2", "1.0, 5, 0.5, 1, 3", "1.3, 2, 0.0, 7, 5"})
    void agreesWithPlainLoopsOverThreeHundredGradients(
            double lambdaRel, double lambdaAbs, double beta, int warmUp, long seed) {
        AdaGc config = new AdaGc(lambdaRel, lambdaAbs, beta, warmUp);
        ClippingPolicy policy = config.newPolicy();
        Random random = new Random(seed);
        Naive naive = new Naive(config, parameters(draw(DataType.DOUBLE, seed)).size());
        int local = 0;
        for (int update = 0; update < 300; update++) {
            double size = (random.nextInt(20) == 0 ? 20 : 1) * Math.exp(0.3 * random.nextGaussian());
            BareGradient gradient = BareGradient.of(
                    model(), DataType.DOUBLE, 1 + update % 3, i -> size * random.nextGaussian() / (1 + i % 5));
            double[][] expected = naive.next(parts(gradient));
            if (update % 10 == 9) { // resumed
                ClippingPolicy next = config.newPolicy();
                next.restore(policy.state());
                policy = next;
            }
            ClipResult result = gradient.clipBy(policy);
            local += update >= warmUp && result.clipped() ? 1 : 0;
            double[][] actual = parts(gradient);
            for (int i = 0; i < expected.length; i++) {
                for (int k = 0; k < expected[i].length; k++) {
                    // The bound of norm clipping is 2^-22 below the threshold.
                    assertThat(actual[i][k]).isCloseTo(expected[i][k], within(0x1p-21 * Math.abs(expected[i][k])));
                }
            }
            // Sums in another order, over three hundred updates.
            assertThat(gamma(policy)).containsExactly(naive.gamma, within(1e-11));
        }
        assertThat(local).isBetween(20, 300 - warmUp);
    }

    private static double[] gamma(ClippingPolicy policy) {
        return policy.state().numbers("gamma");
    }

    /** What counts while warming up are the norms after the global clip, of which the smallest stays. */
    @Test
    void warmsUpByAGlobalClipAndTheSmallestClippedNorms() {
        ClippingPolicy policy = new AdaGc(1.05, 2.0, 0.98, 3).newPolicy();
        BareGradient first = BareGradient.of(model(), DataType.DOUBLE, 1, i -> 1 + i % 3);
        ClipResult result = first.clipBy(policy);
        assertThat(result.threshold()).isEqualTo(2.0);
        assertThat(result.reason()).isEqualTo("l2 norm > 2.0, warming up");
        assertThat(result.blocks()).hasSize(1);
        assertThat(NaiveNorms.l2(gamma(policy))).isCloseTo(2.0, within(1e-12));
        double[] clipped = gamma(policy);
        BareGradient.of(model(), DataType.DOUBLE, 1, i -> 1e9 * (1 + i % 3)).clipBy(policy);
        assertThat(gamma(policy)).as("clipped to the same").containsExactly(clipped, within(1e-12));
        BareGradient tiny = BareGradient.of(model(), DataType.DOUBLE, 1, i -> 1e-3 * (1 + i % 3));
        assertThat(tiny.clipBy(policy).clipped()).isFalse();
        assertThat(gamma(policy)[0])
                .isEqualTo(tiny.norms().of(parameters(tiny).get(0)).l2());

        ClipResult later =
                BareGradient.of(model(), DataType.DOUBLE, 1, i -> 1 + i % 3).clipBy(policy);
        assertThat(later.reason()).isEqualTo("l2 norm > 1.05 gamma");
        assertThat(later.threshold()).isNaN();
        assertThat(later.blocks()).hasSameSizeAs(parameters(tiny));
    }

    @Test
    void aParameterWithoutAGradientForAWhileLearnsLater() {
        ClippingPolicy policy = new AdaGc(1.05, 1e6, 0.98, 2).newPolicy();
        long frozen = parameters(draw(DataType.DOUBLE, 1)).get(0).length();
        for (int update = 0; update < 50; update++) {
            BareGradient.of(model(), DataType.DOUBLE, 1, i -> i < frozen ? 0.0 : 1.0)
                    .clipBy(policy);
        }
        assertThat(gamma(policy)[0]).isZero();
        BareGradient all = BareGradient.of(model(), DataType.DOUBLE, 1, i -> 1.0);
        assertThat(all.clipBy(policy).clipped())
                .as("the first one is no outlier")
                .isFalse();
        assertThat(gamma(policy)[0]).isCloseTo(Math.sqrt((double) frozen), within(1e-12));
        double usual = gamma(policy)[0];
        for (int update = 0; update < 50; update++) {
            BareGradient.of(model(), DataType.DOUBLE, 1, i -> 0.0).clipBy(policy);
        }
        assertThat(gamma(policy)[0]).as("zeros say nothing of the size").isEqualTo(usual);
    }

    @ParameterizedTest
    @CsvSource({"1e200", "1e-200", "1e300", "1e-300"})
    void normsAtEitherEndOfTheRangeAreAveragedToo(double size) {
        ClippingPolicy policy = new AdaGc(1.05, 1e305, 0.98, 1).newPolicy();
        for (int update = 0; update < 5; update++) {
            BareGradient gradient = BareGradient.of(oneWeight(), DataType.DOUBLE, 1, i -> size);
            assertThat(gradient.clipBy(policy).clipped()).isFalse();
        }
        assertThat(gamma(policy)[0]).isCloseTo(size, within(1e-12 * size));
        BareGradient spike = BareGradient.of(oneWeight(), DataType.DOUBLE, 1, i -> 100 * size);
        spike.clipBy(policy);
        assertThat(spike.elements()[0]).isCloseTo(1.05 * size, within(1e-6 * size));
    }

    @Test
    void refusesAStateThatDoesNotFit() {
        ClippingPolicy policy = new AdaGc(1.05, 1.0, 0.98, 2).newPolicy();
        assertThat(policy.state().toMap()).containsOnlyKeys("updates", "gamma");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.of(Map.of("updates", new double[1]))))
                .withMessage("The saved state's entry 'gamma' must be there, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> policy.restore(SavedState.of(Map.of("updates", new double[2], "gamma", new double[1]))))
                .withMessage("The saved state's entry 'updates' must have at most 1 number, got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        policy.restore(SavedState.of(Map.of("updates", new double[] {1.5}, "gamma", new double[1]))))
                .withMessage("The saved state's entry 'updates' must have a whole number, got 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        policy.restore(SavedState.of(Map.of("updates", new double[1], "gamma", new double[] {-1}))))
                .withMessage("The saved state's entry 'gamma' must have finite numbers >= 0, got -1.0");
        policy.restore(SavedState.of(Map.of("updates", new double[] {1}, "gamma", new double[] {1, 2})));
        BareGradient gradient =
                BareGradient.of(TestNetwork.LSTM_LAYER.build(DataType.DOUBLE), DataType.DOUBLE, 1, i -> 1.0);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> gradient.clipBy(policy))
                .withMessage("The saved state's entry 'gamma' must have one number for each of 5 parameters, got 2");
    }

    @Test
    void rulesAreCheckedAllAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdaGc(0.9, 0.0, 1.0, 0))
                .withMessage("lambdaRel must be a finite number >= 1, got 0.9; lambdaAbs must be a finite number > 0, "
                        + "got 0.0; beta must be at least 0 and below 1, got 1.0; warmUp must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdaGc(Double.NaN, 1.0, Double.NaN, 1))
                .withMessageContaining("lambdaRel")
                .withMessageContaining("beta");
    }
}
