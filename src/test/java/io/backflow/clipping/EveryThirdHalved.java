// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.SavedState;
import java.util.List;

/**
 * A policy with a memory: it halves every third gradient that it sees, and those over the largest norm that it let
 * pass.
 */
final class EveryThirdHalved implements ClippingPolicy {

    private double seen;
    private double largest;

    @Override
    public ClipResult clip(MeanGradient gradient) {
        double before = gradient.norms().global().l2();
        boolean halve = ++seen % 3 == 0 || (seen > 5 && before > largest);
        if (!halve) {
            largest = Math.max(largest, before);
            return ClipResult.unchanged(largest);
        }
        GradientBlock model = gradient.layout().model();
        gradient.scale(model, 0.5);
        return new ClipResult(
                List.of(new ClipResult.BlockClip("", before, before / 2, model.length(), largest)), "halved", largest);
    }

    @Override
    public SavedState state() {
        return SavedState.empty().with("memory", seen, largest);
    }

    @Override
    public void restore(SavedState state) {
        double[] memory = state.numbers("memory", 2);
        seen = memory[0];
        largest = memory[1];
    }
}
