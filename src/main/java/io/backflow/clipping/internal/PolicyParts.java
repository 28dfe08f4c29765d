// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.List;

/** The state of a policy that is made of others: each has its entries under a name of its own. */
public final class PolicyParts {

    private final List<Part> parts = new ArrayList<>();

    private record Part(String name, ClippingPolicy policy) {
        String prefix() {
            return name + ".";
        }
    }

    /** Adds a policy under a name that no other has. */
    public PolicyParts add(String name, ClippingPolicy policy) {
        parts.add(new Part(name, policy));
        return this;
    }

    /** Returns the states of all policies. */
    public SavedState state() {
        SavedState state = SavedState.empty();
        for (Part part : parts) {
            state = state.withPart(part.prefix(), part.policy().state());
        }
        return state;
    }

    /**
     * Has every policy take over its state.
     *
     * @throws IllegalArgumentException if an entry is missing, unknown or does not fit, naming the policy and the entry
     */
    public void restore(SavedState state) {
        for (Part part : parts) {
            try {
                part.policy().restore(state.part(part.prefix()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(part.name() + ": " + e.getMessage(), e);
            }
        }
        state.without(parts.stream().map(Part::prefix).toList()).expect();
    }
}
