// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.gate;

import io.backflow.statistics.internal.Quantile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The activations of one gate at every time step. They are those of all units and of the examples that are not masked
 * at the step; immutable.
 *
 * <p>Lists start at the first step that the backward pass reached.
 */
public final class GateFlow {

    private final String gate;
    private final double[] means;
    private final double[] saturated;
    private final @Nullable Quantiles quantiles;

    /** Makes a record of a gate. */
    public GateFlow(String gate, double[] means, double[] saturated, @Nullable Quantiles quantiles) {
        this.gate = gate;
        this.means = means.clone();
        this.saturated = saturated.clone();
        this.quantiles = quantiles;
    }

    /** Returns the name of the gate: {@code forget}, {@code input}, {@code output}, {@code update} or {@code reset}. */
    public String gate() {
        return gate;
    }

    /** Returns the mean activation by step; NaN where all examples are masked. */
    public double[] means() {
        return means.clone();
    }

    /** Returns, by step, the share of units within 0.05 of 0 or 1. */
    public double[] saturated() {
        return saturated.clone();
    }

    /** Returns the quantiles, where activations were captured. */
    public Optional<Quantiles> quantiles() {
        return Optional.ofNullable(quantiles);
    }

    /**
     * The 10 %, 50 % and 90 % quantiles of a gate's activations at every step. They are exact, by the rule of
     * {@link Quantile}.
     */
    public static final class Quantiles {

        private final double[] p10;
        private final double[] p50;
        private final double[] p90;

        /** Makes the quantiles of a gate from those of each step. They are NaN where all examples are masked. */
        public Quantiles(double[] p10, double[] p50, double[] p90) {
            this.p10 = p10.clone();
            this.p50 = p50.clone();
            this.p90 = p90.clone();
        }

        /** Returns the 10 % quantile by step. */
        public double[] p10() {
            return p10.clone();
        }

        /** Returns the median by step. */
        public double[] p50() {
            return p50.clone();
        }

        /** Returns the 90 % quantile by step. */
        public double[] p90() {
            return p90.clone();
        }
    }
}
