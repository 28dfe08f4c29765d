// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.GradientBlock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;

/** Clipping element by element. */
class ValueClippingTest extends StatelessPolicyContract {

    private static double threshold(BareGradient gradient) {
        return gradient.norms().global().max() * 0.3;
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return new ValueClipping(threshold(gradient));
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        double max = gradient.norms().global().max();
        return Stream.of(max, 2 * max, Double.MAX_VALUE)
                .map(threshold -> (ClippingPolicy) new ValueClipping(threshold))
                .toList();
    }

    @Override
    protected ClippingPolicy ofOneWeight(BareGradient gradient) {
        return new ValueClipping(0.1);
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return List.of();
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        double threshold = threshold(before);
        double[] old = before.elements();
        double[] now = after.elements();
        assertThat(after.norms().global().max()).isLessThanOrEqualTo(threshold);
        for (int i = 0; i < old.length; i++) {
            // A sum of float is rounded down once, so that its mean is not over the threshold.
            double expected = Math.max(-threshold, Math.min(threshold, old[i]));
            assertThat(Math.abs(now[i] - expected)).isLessThanOrEqualTo(2 * roundoff(type) * 2 * threshold);
        }
        assertThat(Arrays.equals(old, now)).isFalse();
    }
}
