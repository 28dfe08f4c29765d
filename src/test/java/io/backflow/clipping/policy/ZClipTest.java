// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Clipping outliers among the latest norms, beside the paper's algorithm in plain loops. */
class ZClipTest extends PolicyContract {

    private static ClippingPolicy policy(@Nullable Threshold maxNorm, double... averages) {
        ClippingPolicy policy = new ZClip(0.97, 2.5, 1, maxNorm).newPolicy();
        policy.restore(SavedState.of(Map.of("warmUp", new double[] {averages[0]}, "averages", averages)));
        return policy;
    }

    /** The norm as the averages see it, whose squares must stay in the range of double. */
    private static double norm(BareGradient gradient) {
        return Math.min(gradient.norms().global().l2(), 1e150);
    }

    /** The averages of a training whose norms were about a third of this one's. */
    private static double[] averages(BareGradient gradient) {
        double mean = 0.3 * norm(gradient);
        double sigma = 0.05 * mean;
        return new double[] {mean, sigma * sigma};
    }

    private static double threshold(BareGradient gradient) {
        double[] averages = averages(gradient);
        double sigma = Math.sqrt(averages[1]);
        double z = (norm(gradient) - averages[0]) / (sigma + 1e-6);
        return averages[0] + 2.5 * 2.5 * sigma / z;
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        // So small that z's own epsilon rules: a cap shows the bound where z cannot.
        Threshold cap = threshold(gradient) < 1e-6 ? Threshold.of(averages(gradient)[0]) : null;
        return policy(cap, averages(gradient));
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        double norm = gradient.norms().global().l2();
        return List.of(
                new ZClip(0.97, 2.5, 25, null).newPolicy(),
                new ZClip(0.97, 2.5, 25, Threshold.of(norm)).newPolicy(),
                policy(null, norm, 0.0),
                policy(null, norm / 2, norm * norm));
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return gradient.layout().blocks(Level.MODEL);
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        double threshold = threshold(before) < 1e-6 ? averages(before)[0] : threshold(before);
        assertThat(after.norms().global().l2())
                .isBetween(threshold * (1 - 6 * roundoff(type) - 0x1p-21), threshold * (1 + 1e-12));
    }

    /** Kumar et al. (2025), Algorithm 1, with lists and loops. */
    private static final class Naive {
        private final double alpha;
        private final double zThreshold;
        private final int warmUp;
        private final double cap;
        private final List<Double> first = new ArrayList<>();
        private double mu;
        private double variance;

        Naive(double alpha, double zThreshold, int warmUp, double cap) {
            this.alpha = alpha;
            this.zThreshold = zThreshold;
            this.warmUp = warmUp;
            this.cap = cap;
        }

        /** Returns what is left of a norm. */
        double next(double norm) {
            if (first.size() < warmUp) {
                first.add(norm);
                if (first.size() == warmUp) {
                    for (double x : first) {
                        mu += x / warmUp;
                    }
                    for (double x : first) {
                        variance += Math.pow(x - mu, 2) / warmUp;
                    }
                }
                return Math.min(norm, cap);
            }
            double sigma = Math.sqrt(variance);
            double z = (norm - mu) / (sigma + 1e-6);
            double fed = norm;
            if (z > zThreshold) {
                double eta = z / zThreshold;
                fed = mu + zThreshold * sigma / eta;
            }
            mu = alpha * mu + (1 - alpha) * fed;
            variance = alpha * variance + (1 - alpha) * Math.pow(fed - mu, 2);
            return Math.min(fed, cap);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.97, 2.5, 25, Infinity, 1", "0.97, 2.5, 25, 1.5, 2", "0.9, 1.0, 1, Infinity, 3", "0.99, 3, 100, 4, 5"
    })
    void agreesWithPlainLoopsOverThousandNorms(double alpha, double zThreshold, int warmUp, double cap, long seed) {
        ZClip config = new ZClip(alpha, zThreshold, warmUp, cap == Double.POSITIVE_INFINITY ? null : Threshold.of(cap));
        ClippingPolicy policy = config.newPolicy();
        Naive naive = new Naive(alpha, zThreshold, warmUp, cap);
        Random random = new Random(seed);
        Model model = oneWeight();
        int outliers = 0;
        for (int update = 0; update < 1000; update++) {
            double spike = random.nextInt(40) == 0 ? 20 : 1;
            double norm = spike * Math.exp(0.3 * random.nextGaussian());
            BareGradient gradient = BareGradient.of(model, DataType.DOUBLE, 1, i -> norm);
            if (update % 10 == 9) { // resumed
                ClippingPolicy next = config.newPolicy();
                next.restore(policy.state());
                policy = next;
            }
            ClipResult result = gradient.clipBy(policy);
            double expected = naive.next(norm);
            outliers += result.clipped() ? 1 : 0;
            assertThat(result.clipped()).isEqualTo(expected < norm);
            // The bound of norm clipping is 2^-22 below the threshold.
            assertThat(gradient.elements()[0]).isCloseTo(expected, within(0x1p-21 * expected));
            // Sums in another order, over a thousand updates.
            assertThat(policy.state().numbers("averages")[0]).isCloseTo(naive.mu, within(1e-11));
            assertThat(policy.state().numbers("averages")[1]).isCloseTo(naive.variance, within(1e-11));
        }
        assertThat(outliers).isBetween(10, 900);
    }

    @Test
    void theThresholdIsKnownWhereNothingIsClipped() {
        BareGradient gradient = BareGradient.of(oneWeight(), DataType.DOUBLE, 1, i -> 1.0);
        assertThat(gradient.clipBy(policy(null, 1.0, 0.04)).threshold()).isCloseTo(1.5, within(1e-5));
        assertThat(gradient.clipBy(policy(Threshold.of(1.2), 1.0, 0.04)).threshold())
                .isEqualTo(1.2);
        assertThat(gradient.clipBy(new ZClip(0.97, 2.5, 25, null).newPolicy())).isEqualTo(ClipResult.UNCHANGED);
    }

    @Test
    void zerosInTheWarmUpDoNotMakeAZeroOfEveryGradient() {
        ClippingPolicy policy = policy(null, 0.0, 0.0);
        BareGradient gradient = draw(DataType.DOUBLE, 1);
        assertThat(gradient.clipBy(policy).clipped()).isFalse();
        assertThat(policy.state().numbers("averages")[0]).isPositive();
    }

    @Test
    void refusesAStateThatDoesNotFit() {
        ClippingPolicy policy = new ZClip(0.97, 2.5, 2, null).newPolicy();
        SavedState state = policy.state();
        assertThat(state.toMap()).containsOnlyKeys("warmUp", "averages");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> policy.restore(SavedState.of(Map.of("warmUp", new double[3], "averages", new double[2]))))
                .withMessage("The saved state's entry 'warmUp' must have at most 2 norms, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> policy.restore(SavedState.of(Map.of("warmUp", new double[1], "averages", new double[1]))))
                .withMessage("The saved state's entry 'averages' must have 2 numbers, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.of(Map.of("warmUp", new double[1]))))
                .withMessage("The saved state's entry 'averages' must be there, got none");
    }

    @Test
    void rulesAreCheckedAllAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ZClip(1.0, 0.0, 0, Threshold.of(-1)))
                .withMessage(
                        "alpha must be over 0 and below 1, got 1.0; zThreshold must be a finite number > 0, got 0.0; "
                                + "warmUp must be at least 1, got 0; maxNorm must be a finite number > 0, got -1.0");
    }
}
