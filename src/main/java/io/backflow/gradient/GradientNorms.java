// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * Measures the norms of the raw gradient, the clipped gradient, the update and the parameters in every block.
 *
 * <p>The first and the last update are recorded besides, and those that were clipped or not finite.
 *
 * @param every in updates
 * @param scale what the norms of gradients are summed or averaged over
 */
@TypeName("norms")
public record GradientNorms(
        @Default("10") int every, @Default("mean") Scale scale) implements Quantity {

    /** Checks the number. */
    public GradientNorms {
        new Rules().atLeast("every", every, 1).enforce();
    }

    /** Returns the norms of every n-th update, as means over the minibatch. */
    public static GradientNorms every(int updates) {
        return new GradientNorms(updates, Scale.MEAN);
    }

    @Override
    public String name() {
        return "norms";
    }

    @Override
    public Cadence cadence() {
        return Cadence.every(every);
    }
}
