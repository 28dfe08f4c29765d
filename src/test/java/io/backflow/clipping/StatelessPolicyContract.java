package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** What a policy promises besides that remembers nothing at all. */
abstract class StatelessPolicyContract extends RepeatablePolicyContract {

    @Test
    void remembersNothing() {
        ClippingPolicy policy = strict(draw(DataType.FLOAT, 1));
        assertThat(policy.state()).isEmpty();
        policy.restore(Map.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.restore(Map.of("history", new double[0])))
                .withMessageContaining("'history'");
    }
}
