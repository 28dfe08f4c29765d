// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.model.internal.FlatView;

/** Sets each element to the nearest value within a bound, and counts the elements that this changed. */
public final class Clamping implements FlatView.Visitor {

    private final double bound;
    private long changed;

    /** Makes a clamp at a bound that the array can store exactly. */
    public Clamping(double bound) {
        this.bound = bound;
    }

    public long changed() {
        return changed;
    }

    @Override
    public boolean visit(float[] tile, int count) {
        float limit = (float) bound;
        int outside = 0;
        for (int i = 0; i < count; i++) {
            outside += Math.abs(tile[i]) > limit ? 1 : 0;
            tile[i] = Math.max(-limit, Math.min(limit, tile[i]));
        }
        changed += outside;
        return outside > 0;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        int outside = 0;
        for (int i = 0; i < count; i++) {
            outside += Math.abs(tile[i]) > bound ? 1 : 0;
            tile[i] = Math.max(-bound, Math.min(bound, tile[i]));
        }
        changed += outside;
        return outside > 0;
    }
}
