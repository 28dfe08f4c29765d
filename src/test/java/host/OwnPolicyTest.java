// SPDX-License-Identifier: Apache-2.0
package host;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.policy.BareGradient;
import io.backflow.clipping.policy.StatelessPolicyContract;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** A policy of somebody else's, held to the published contract from another package. */
class OwnPolicyTest extends StatelessPolicyContract {

    /** Clamps every element. */
    private record Clamp(double bound) implements ClippingPolicy {

        @Override
        public ClipResult clip(MeanGradient gradient) {
            List<ClipResult.BlockClip> clipped = new ArrayList<>();
            for (GradientBlock parameter : gradient.blocks(Level.PARAMETER)) {
                double max = gradient.norms(parameter).max();
                long changed = max > bound ? gradient.clamp(parameter, bound) : 0;
                if (changed > 0) {
                    clipped.add(new ClipResult.BlockClip(parameter.path(), max, bound, changed, bound));
                }
            }
            return clipped.isEmpty() ? ClipResult.unchanged(bound) : new ClipResult(clipped, "clamped", bound);
        }
    }

    private static double bound(BareGradient gradient) {
        return gradient.norms().global().max() * 0.3;
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return new Clamp(bound(gradient));
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        return List.of(new Clamp(gradient.norms().global().max()));
    }

    @Override
    protected ClippingPolicy ofOneWeight(BareGradient gradient) {
        return new Clamp(0.1);
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return List.of();
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        assertThat(after.norms().global().max()).isLessThanOrEqualTo(bound(before));
    }
}
