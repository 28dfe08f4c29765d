// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.SecondMoment;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How many gradients one model's second moment is of, and clipping by it: see {@link Spam}. */
final class SpamPolicy implements ClippingPolicy {

    private static final String SQUARES = "squares";

    private final Spam config;

    /** Number of gradients that v is an average of; empty until the policy has met it. */
    private OptionalLong squares = OptionalLong.empty();

    SpamPolicy(Spam config) {
        this.config = config;
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        SecondMoment moment = gradient.requiredSecondMoment();
        long age = isBegun(gradient, moment) ? squares.orElse(gradient.iteration()) : 0;
        squares = OptionalLong.of(age + 1);
        return age < config.warmUp() ? ClipResult.UNCHANGED : bound(gradient, moment);
    }

    /**
     * Returns whether v of any element is above 0; looks for the v of all, so that a parameter without one is named.
     */
    private static boolean isBegun(MeanGradient gradient, SecondMoment moment) {
        boolean begun = false;
        for (GradientBlock leaf : gradient.leaves()) {
            SecondMoment.Reader v = moment.of(leaf);
            begun = begun || v.isAnyPositive(leaf.offset(), leaf.length());
        }
        return begun;
    }

    private ClipResult bound(MeanGradient gradient, SecondMoment moment) {
        double theta = config.theta();
        List<ClipResult.BlockClip> clipped = new ArrayList<>();
        for (GradientBlock parameter : gradient.blocks(Level.PARAMETER)) {
            long changed = 0;
            double squaresAfter = 0;
            for (GradientBlock leaf : parameter.leaves()) {
                SpamBounds bounds = new SpamBounds(moment.of(leaf), theta);
                changed += gradient.edit(leaf, bounds);
                squaresAfter += bounds.squares();
            }
            if (changed > 0) {
                double before = gradient.norms(parameter).l2();
                double after = Math.min(before, Math.sqrt(squaresAfter));
                clipped.add(new ClipResult.BlockClip(parameter.path(), before, after, changed));
            }
        }
        return clipped.isEmpty() ? ClipResult.UNCHANGED : new ClipResult(clipped, "square > " + theta + " v");
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public SavedState state() {
        return SavedState.empty().withCounts(SQUARES, squares.stream().toArray());
    }

    @Override
    public void restore(SavedState state) {
        state.expect(SQUARES);
        squares = state.countIfAny(SQUARES);
    }
}
