// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.Bits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What a policy promises besides that does not learn from the gradients that it sees. One that does is exempt: having
 * seen the clipped gradient, it may well find it too large again.
 */
public abstract class RepeatablePolicyContract extends PolicyContract {

    /** Returns a policy that clips the gradient -2 of {@link #oneWeight()}. */
    protected abstract ClippingPolicy ofOneWeight(BareGradient gradient);

    @ParameterizedTest
    @MethodSource("cases")
    public void clippingAgainChangesNothing(DataType type, long seed) {
        BareGradient gradient = draw(type, seed);
        ClippingPolicy policy = strict(gradient.copy());
        gradient.clipBy(policy);
        BareGradient once = gradient.copy();
        ClipResult again = gradient.clipBy(policy);
        assertThat(again).isEqualTo(ClipResult.unchanged(again.threshold()));
        assertThat(Bits.of(gradient.sum())).isEqualTo(Bits.of(once.sum()));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    public void oneParameterIsShortened(DataType type) {
        BareGradient gradient = BareGradient.of(oneWeight(), type, 3, i -> -2.0);
        ClipResult result = gradient.clipBy(ofOneWeight(gradient.copy()));
        assertThat(result.blocks()).hasSize(1);
        assertThat(result.blocks().get(0).elements()).isEqualTo(1);
        assertThat(result.coefficient()).isLessThan(1.0);
        assertThat(gradient.elements()[0]).isNegative().isGreaterThan(-2.0);
    }
}
