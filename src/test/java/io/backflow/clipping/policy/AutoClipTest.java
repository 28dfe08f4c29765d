// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Clipping at a percentile of the history, beside one that sorts all of it at every update. */
class AutoClipTest extends PolicyContract {

    private static double threshold(BareGradient gradient) {
        return 0.3 * gradient.norms().global().l2();
    }

    private static ClippingPolicy after(double norm) {
        ClippingPolicy policy = new AutoClip(50).newPolicy();
        policy.restore(SavedState.of(Map.of("history", new double[] {norm, norm, norm})));
        return policy;
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return after(threshold(gradient));
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        double norm = gradient.norms().global().l2();
        return List.of(new AutoClip(10).newPolicy(), after(norm), after(2 * norm));
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return gradient.layout().blocks(Level.MODEL);
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        double threshold = threshold(before);
        assertThat(after.norms().global().l2()).isBetween(threshold * (1 - 6 * roundoff(type) - 0x1p-21), threshold);
    }

    private static double percentile(List<Double> history, double p) {
        List<Double> sorted = new ArrayList<>(history);
        Collections.sort(sorted);
        double position = p / 100 * (sorted.size() - 1);
        int below = (int) Math.floor(position);
        int above = (int) Math.ceil(position);
        double weight = position - below;
        return sorted.get(below) * (1 - weight) + sorted.get(above) * weight;
    }

    @ParameterizedTest
    @CsvSource({"10, 0, 1", "50, 0, 2", "100, 0, 3", "97.5, 0, 5", "10, 1, 8", "30, 7, 13", "90, 100, 21"})
    void agreesWithSortingTheHistoryOverThousandNorms(double p, int window, long seed) {
        Random random = new Random(seed);
        Model model = oneWeight();
        ClippingPolicy policy = new AutoClip(p, window == 0 ? null : window).newPolicy();
        List<Double> history = new ArrayList<>();
        for (int update = 0; update < 1000; update++) {
            double norm = Math.exp(2 * random.nextGaussian());
            BareGradient gradient = BareGradient.of(model, DataType.DOUBLE, 1, i -> -norm);
            policy = restored(policy, update, p, window);
            ClipResult result = gradient.clipBy(policy);

            history.add(norm);
            List<Double> latest =
                    window == 0 ? history : history.subList(Math.max(0, history.size() - window), history.size());
            double c = percentile(latest, p);
            assertThat(result.threshold()).isCloseTo(c, within(1e-12 * c));
            double expected = norm > c ? c : norm;
            // The bound of norm clipping is 2^-22 below the threshold.
            assertThat(-gradient.elements()[0]).isCloseTo(expected, within(0x1p-21 * expected));
        }
    }

    /** Every hundredth update begins with a new policy that has the state of the one before. */
    private static ClippingPolicy restored(ClippingPolicy policy, int update, double p, int window) {
        if (update % 100 != 99) {
            return policy;
        }
        ClippingPolicy next = new AutoClip(p, window == 0 ? null : window).newPolicy();
        next.restore(policy.state());
        assertThat(next.state().numbers("history")).isEqualTo(policy.state().numbers("history"));
        return next;
    }

    @Test
    void zerosInTheHistoryDoNotMakeAZeroOfEveryGradient() {
        ClippingPolicy policy = new AutoClip(10).newPolicy();
        for (int i = 0; i < 100; i++) {
            BareGradient.of(model(), DataType.FLOAT, 1, element -> 0.0).clipBy(policy);
        }
        BareGradient gradient = draw(DataType.FLOAT, 1);
        assertThat(gradient.clipBy(policy)).isEqualTo(ClipResult.UNCHANGED);
    }

    @Test
    void theStateIsACopy() {
        ClippingPolicy policy = after(1.0);
        policy.state().numbers("history")[0] = 99;
        assertThat(policy.state().numbers("history")).containsExactly(1.0, 1.0, 1.0);
    }

    @Test
    void refusesAStateThatDoesNotFit() {
        ClippingPolicy policy = new AutoClip(10, 2).newPolicy();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.of(Map.of())))
                .withMessage("The saved state's entry 'history' must be there, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.of(Map.of("history", new double[3]))))
                .withMessage("The saved state's entry 'history' must have at most 2 norms, the window, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.of(Map.of("history", new double[] {Double.NaN}))))
                .withMessage("The saved state's entry 'history' must have finite numbers >= 0, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> policy.restore(SavedState.of(Map.of("history", new double[0], "mean", new double[1]))))
                .withMessageContaining("'mean'");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -1.0, 100.5, Double.NaN})
    void thePercentileMustBeOne(double percentile) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoClip(percentile))
                .withMessageContaining("percentile must be");
    }

    @Test
    void theWindowMustNotBeEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoClip(10, 0))
                .withMessage("window must be at least 1, got 0");
    }
}
