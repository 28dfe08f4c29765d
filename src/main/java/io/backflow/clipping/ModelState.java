package io.backflow.clipping;

import io.backflow.gradient.SavedState;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the listener remembers of one model from one update to the next. */
final class ModelState {

    private static final String POLICY = "policy.";
    private static final String NON_FINITE = "nonFinite.";
    private static final String STATISTICS = "statistics.";

    private final ClippingPolicy policy;
    private final NonFiniteCount nonFinite = new NonFiniteCount();
    private final ClippingTelemetry telemetry = new ClippingTelemetry();
    private @Nullable Rollback rollback;

    ModelState(ClippingPolicy policy) {
        this.policy = policy;
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

    /** Returns everything that the next update depends on. */
    Map<String, double[]> state() {
        Map<String, double[]> state = new TreeMap<>();
        SavedState.add(state, POLICY, policy.state());
        SavedState.add(state, NON_FINITE, nonFinite.state());
        SavedState.add(state, STATISTICS, telemetry.state());
        return state;
    }

    void restore(Map<String, double[]> state) {
        nonFinite.restore(SavedState.part(state, NON_FINITE));
        telemetry.restore(SavedState.part(state, STATISTICS));
        policy.restore(SavedState.part(state, POLICY));
    }
}
