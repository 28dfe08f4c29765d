// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.Scale;
import io.backflow.gradient.UpdateIndex;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/** What clipping remembers of one model from one update to the next. */
final class ModelState {

    private static final String POLICY = "policy.";
    private static final String NON_FINITE = "nonFinite.";
    private static final String STATISTICS = "statistics.";
    private static final String SCALE = "scale.";

    /** The coefficient over which nothing is clipped hard. */
    private static final double HARD = 0.1;

    private final ClippingPolicy policy;
    private final Scale scale;
    private final NonFiniteCount nonFinite = new NonFiniteCount();
    private final ClippingTelemetry telemetry = new ClippingTelemetry();
    private @Nullable Rollback rollback;
    private double hardest = HARD;

    ModelState(ClippingPolicy policy, Scale scale) {
        this.policy = policy;
        this.scale = scale;
    }

    ClippingPolicy policy() {
        return policy;
    }

    NonFiniteCount nonFinite() {
        return nonFinite;
    }

    ClippingTelemetry telemetry() {
        return telemetry;
    }

    /** Returns whether a gradient is cut down to less than half of what the hardest clipped one before was cut to. */
    boolean isHardest(double coefficient) {
        boolean hardestYet = coefficient <= hardest;
        hardest = hardestYet ? coefficient / 2 : hardest;
        return hardestYet;
    }

    /** Returns what is put back after the update that is being made; null if it is made. */
    @Nullable
    Rollback rollback() {
        return rollback;
    }

    void rollback(@Nullable Rollback value) {
        rollback = value;
    }

    /** Puts back what the update that was made has changed, if it was not to be made. */
    void takeBack(Model model) {
        if (rollback != null) {
            rollback.restore(model);
            rollback = null;
        }
    }

    /** Forgets what would be put back, if it was before another update: one that another listener's exception ended. */
    void forgetRollbackUnless(UpdateIndex update) {
        if (rollback != null && !rollback.isOf(update)) {
            rollback = null;
        }
    }

    /** Returns everything that the next update depends on; the scale only where it is not the mean. */
    SavedState state() {
        SavedState state = SavedState.empty()
                .withPart(POLICY, policy.state())
                .withPart(NON_FINITE, nonFinite.state())
                .withPart(STATISTICS, telemetry.state());
        return scale == Scale.MEAN ? state : state.withFlag(SCALE + scale.key(), true);
    }

    void restore(SavedState state) {
        String saved = Arrays.stream(Scale.values())
                .map(Scale::key)
                .filter(key -> state.has(SCALE + key))
                .findFirst()
                .orElse(Scale.MEAN.key());
        if (!saved.equals(scale.key())) {
            throw new IllegalArgumentException(
                    "The saved state must be of norms in the scale " + scale.key() + ", got one of " + saved);
        }
        nonFinite.restore(state.part(NON_FINITE));
        telemetry.restore(state.part(STATISTICS));
        policy.restore(state.part(POLICY));
    }
}
