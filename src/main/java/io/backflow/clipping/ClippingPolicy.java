// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.SavedState;

/**
 * Bounds a gradient in place, once an update, after the raw gradient was measured and before the updater sees it.
 *
 * <p>A policy is called only with finite gradients: see {@link NonFiniteConfig} for the others. A policy with state
 * belongs to one model; {@link ClippingConfig#newPolicy()} makes a fresh one for each.
 */
public interface ClippingPolicy {

    /**
     * Bounds the gradient.
     *
     * @param gradient the gradient in the listener's scale, by default the mean over the minibatch, to be edited
     *     through its own methods
     * @return what was done; {@link ClipResult#UNCHANGED} or {@link ClipResult#unchanged} if nothing, and then no
     *     element may have changed
     */
    ClipResult clip(MeanGradient gradient);

    /**
     * Returns whether the policy reads no other norms of the gradient than L2 norms. Measuring these alone is cheaper:
     * in updates that are not recorded, the others are NaN then.
     */
    default boolean needsL2Only() {
        return false;
    }

    /**
     * Returns all that the policy remembers of earlier gradients: with it restored, a new policy of the same
     * configuration goes on exactly as this one would have. Empty for a policy without a memory.
     */
    default SavedState state() {
        return SavedState.empty();
    }

    /**
     * Takes over what {@link #state()} of a policy of the same configuration returned.
     *
     * @throws IllegalArgumentException if an entry is missing, unknown or does not fit, naming it
     */
    default void restore(SavedState state) {
        state.expect();
    }
}
