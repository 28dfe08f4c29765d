package io.backflow.clipping;

import io.backflow.gradient.Scale;
import io.backflow.gradient.UpdateIndex;
import io.backflow.gradient.internal.SavedState;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the listener remembers of one model from one update to the next. */
final class ModelState {

    private static final String POLICY = "policy.";
    private static final String NON_FINITE = "nonFinite.";
    private static final String STATISTICS = "statistics.";
    private static final String SCALE = "scale.";

    private final ClippingPolicy policy;
    private final Scale scale;
    private final NonFiniteCount nonFinite = new NonFiniteCount();
    private final ClippingTelemetry telemetry = new ClippingTelemetry();
    private @Nullable Rollback rollback;

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

    /** Returns what is put back after the update that is being made; null if it is made. */
    @Nullable
    Rollback rollback() {
        return rollback;
    }

    void rollback(@Nullable Rollback value) {
        rollback = value;
    }

    /** Forgets what would be put back, if it was before another update: one that another listener's exception ended. */
    void forgetRollbackUnless(UpdateIndex update) {
        if (rollback != null && !rollback.isOf(update)) {
            rollback = null;
        }
    }

    /** Returns everything that the next update depends on; the scale only where it is not the mean. */
    Map<String, double[]> state() {
        Map<String, double[]> state = new TreeMap<>();
        SavedState.add(state, POLICY, policy.state());
        SavedState.add(state, NON_FINITE, nonFinite.state());
        SavedState.add(state, STATISTICS, telemetry.state());
        if (scale != Scale.MEAN) {
            state.put(SCALE + scale.key(), new double[] {1});
        }
        return state;
    }

    void restore(Map<String, double[]> state) {
        String saved =
                SavedState.part(state, SCALE).keySet().stream().findFirst().orElse(Scale.MEAN.key());
        if (!saved.equals(scale.key())) {
            throw new IllegalArgumentException(
                    "The saved state must be of norms in the scale " + scale.key() + ", got one of " + saved);
        }
        nonFinite.restore(SavedState.part(state, NON_FINITE));
        telemetry.restore(SavedState.part(state, STATISTICS));
        policy.restore(SavedState.part(state, POLICY));
    }
}
