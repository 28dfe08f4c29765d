// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import java.util.ArrayList;
import java.util.List;

/** Two policies, of which the second clips what the first left. */
record ClippingSequence(ClippingConfig first, ClippingConfig next) implements ClippingConfig {

    @Override
    public ClippingPolicy newPolicy() {
        return new PolicySequence(first.newPolicy(), next.newPolicy());
    }

    @Override
    public List<Requirement> requirements() {
        List<Requirement> both = new ArrayList<>(first.requirements());
        both.addAll(next.requirements());
        return both;
    }
}
