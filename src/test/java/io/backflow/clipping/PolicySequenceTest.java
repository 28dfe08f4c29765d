// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.policy.AutoClip;
import io.backflow.clipping.policy.BareGradient;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.Spam;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.TestNetwork;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Two policies one after the other, beside each by itself. */
class PolicySequenceTest {

    private static final Model MODEL = TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.FLOAT);

    private static BareGradient draw() {
        Random random = new Random(3);
        return BareGradient.of(MODEL, DataType.FLOAT, 3, i -> random.nextGaussian());
    }

    @Test
    void theSecondClipsWhatTheFirstLeft() {
        BareGradient together = draw();
        ClipResult result = together.clip(new GlobalNormClipping(1.0).then(new ValueClipping(0.05)));
        BareGradient apart = draw();
        ClipResult first = apart.clip(new GlobalNormClipping(1.0));
        ClipResult second = apart.clip(new ValueClipping(0.05));
        assertThat(Bits.of(together.sum())).isEqualTo(Bits.of(apart.sum()));
        assertThat(second.clipped()).isTrue();
        assertThat(result.blocks())
                .startsWith(first.blocks().get(0))
                .endsWith(second.blocks().get(second.blocks().size() - 1));
        assertThat(result.reason()).isEqualTo("l2 norm > 1.0, then absolute value > 0.05");
        assertThat(result.threshold()).isNaN();
    }

    @Test
    void changesNothingWhereNeitherDoes() {
        BareGradient gradient = draw();
        assertThat(gradient.clip(new NoClipping().then(new NoClipping()))).isEqualTo(ClipResult.UNCHANGED);
        assertThat(Bits.of(gradient.sum())).isEqualTo(Bits.of(draw().sum()));
    }

    @Test
    void eachRemembersUnderItsOwnName() {
        ClippingConfig config = new AutoClip(50).then(new AutoClip(20, 2));
        ClippingPolicy policy = config.newPolicy();
        draw().clipBy(policy);
        SavedState state = policy.state();
        assertThat(state.toMap()).containsOnlyKeys("first.history", "next.history");
        ClippingPolicy next = config.newPolicy();
        next.restore(state);
        assertThat(next.state().toString()).isEqualTo(state.toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.newPolicy().restore(state.part("first.")))
                .withMessage("first: The saved state's entry 'history' must be there, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.newPolicy().restore(state.with("other", 1)))
                .withMessage("The saved state's entry 'other' must not be there beside [], got 1 number");
        assertThat(new NoClipping().then(new Spam(1.0)).requirements()).hasSize(1);
    }

    /** The edited elements are in the policy's scale, and are stored as numbers that are not larger. */
    @Test
    void elementsAreEditedInThePolicysScale() {
        BareGradient gradient = draw();
        double[] old = gradient.elements();
        gradient.clipBy(mean -> {
            GradientBlock block = mean.leaves().get(1);
            long changed = mean.edit(block, (values, count, offset) -> {
                for (int i = 0; i < count; i++) {
                    assertThat(values[i]).isCloseTo(old[(int) offset + i], within(1e-6));
                    values[i] = i % 2 == 0 ? values[i] / 3 : values[i];
                }
            });
            assertThat(changed).isEqualTo((block.length() + 1) / 2);
            return ClipResult.UNCHANGED;
        });
        double[] now = gradient.elements();
        int start = (int) gradient.layout().leaves().get(1).offset();
        int length = (int) gradient.layout().leaves().get(1).length();
        for (int i = 0; i < now.length; i++) {
            boolean edited = i >= start && i < start + length && (i - start) % 2 == 0;
            double expected = edited ? old[i] / 3 : old[i];
            assertThat(now[i]).isCloseTo(expected, within(0x1p-22 * Math.abs(expected)));
            assertThat(Math.abs(now[i])).isLessThanOrEqualTo(Math.abs(expected) * (1 + 1e-12));
        }
    }

    @Test
    void parametersAreCopies() {
        double[] before = Bits.of(MODEL.params());
        draw().clipBy(mean -> {
            mean.readParameters(mean.whole(), (values, count, offset) -> {
                for (int i = 0; i < count; i++) {
                    assertThat(values[i]).isEqualTo(before[(int) offset + i]);
                    values[i] = 99;
                }
            });
            mean.read(mean.whole(), (values, count, offset) -> values[0] = 99);
            return ClipResult.UNCHANGED;
        });
        assertThat(Bits.of(MODEL.params())).isEqualTo(before);
    }
}
