// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import io.backflow.gradient.GradientBlock;

/** A block with a copy of its gradient; each is equal to itself alone. */
final class GradientPart {

    private final GradientBlock block;
    private final double[] gradient;

    GradientPart(GradientBlock block, double[] gradient) {
        this.block = block;
        this.gradient = gradient;
    }

    GradientBlock block() {
        return block;
    }

    /** Returns the gradient, not to be written to. */
    double[] gradient() {
        return gradient;
    }

    /** Returns the layer that it belongs to. */
    String layer() {
        int end = block.path().indexOf('/');
        return end < 0 ? block.path() : block.path().substring(0, end);
    }
}
