// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.SavedState;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** What a policy promises besides that remembers nothing at all. */
public abstract class StatelessPolicyContract extends RepeatablePolicyContract {

    @Test
    public void remembersNothing() {
        ClippingPolicy policy = strict(draw(DataType.FLOAT, 1));
        assertThat(policy.state().isEmpty()).isTrue();
        policy.restore(SavedState.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(SavedState.empty().with("history")))
                .withMessageContaining("'history'");
    }
}
