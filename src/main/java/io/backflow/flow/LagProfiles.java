// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.Cadence;
import io.backflow.gradient.Quantity;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * Measures the norms of dL/dh and dL/dc by lag in every recurrent layer, with their decay and a verdict.
 *
 * <p>The first and the last update are recorded besides. Whatever else is measured of a layer, its profiles are in the
 * record.
 *
 * @param every in updates
 * @param stepLoss whether, where errors enter at every step, the loss of one of them is followed back by itself
 * @param lossStep which step's loss that is; by default the one from which the way back is longest
 */
@TypeName("lag-profiles")
public record LagProfiles(
        @Default("100") int every,
        @Default("true") boolean stepLoss,
        @Nullable Integer lossStep) implements Quantity {

    /** Checks the rules. */
    public LagProfiles {
        Rules rules = new Rules().atLeast("every", every, 1);
        if (lossStep != null) {
            rules.atLeast("lossStep", lossStep, 0)
                    .require(stepLoss, "lossStep", "must not be given with stepLoss: false", lossStep);
        }
        rules.enforce();
    }

    /** Returns the profiles of every n-th update, including those of one step's loss. */
    public static LagProfiles every(int updates) {
        return new LagProfiles(updates, true, null);
    }

    @Override
    public String name() {
        return "lagProfiles";
    }

    @Override
    public Cadence cadence() {
        return Cadence.every(every);
    }
}
