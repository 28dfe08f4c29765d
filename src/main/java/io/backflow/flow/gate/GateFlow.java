// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.gate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One gate over time, over the units of the layer and the examples that are not masked at the step; immutable.
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
}
