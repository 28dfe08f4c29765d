// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.internal.PolicyParts;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.List;

/** Two policies, of which the second clips what the first left: see {@link ClippingConfig#then}. */
final class PolicySequence implements ClippingPolicy {

    private final ClippingPolicy first;
    private final ClippingPolicy next;
    private final PolicyParts parts;

    PolicySequence(ClippingPolicy first, ClippingPolicy next) {
        this.first = first;
        this.next = next;
        this.parts = new PolicyParts().add("first", first).add("next", next);
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        ClipResult one = first.clip(gradient);
        ClipResult two = next.clip(one.clipped() ? gradient.measuredAgain(needsL2Only()) : gradient);
        double threshold = one.threshold() == two.threshold() ? one.threshold() : Double.NaN;
        List<BlockClip> blocks = new ArrayList<>(one.blocks());
        blocks.addAll(two.blocks());
        boolean both = one.clipped() && two.clipped();
        return new ClipResult(blocks, one.reason() + (both ? ", then " : "") + two.reason(), threshold);
    }

    @Override
    public boolean needsL2Only() {
        return first.needsL2Only() && next.needsL2Only();
    }

    @Override
    public SavedState state() {
        return parts.state();
    }

    @Override
    public void restore(SavedState state) {
        parts.restore(state);
    }
}
