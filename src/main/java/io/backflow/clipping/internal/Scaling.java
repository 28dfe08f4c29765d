// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.model.internal.FlatView;

/**
 * Multiplies each element by a coefficient: in float if that can hold it, else in double, as where it is very small.
 */
public final class Scaling implements FlatView.Visitor {

    private final double coefficient;

    public Scaling(double coefficient) {
        this.coefficient = coefficient;
    }

    double coefficient() {
        return coefficient;
    }

    @Override
    public boolean visit(float[] tile, int count) {
        scale(tile, 0, count, coefficient);
        return true;
    }

    /** Multiplies a range. The product is rounded once, so that where both ways are possible they give the same. */
    static void scale(float[] tile, int from, int to, double coefficient) {
        float single = (float) coefficient;
        if (single == coefficient) {
            for (int i = from; i < to; i++) {
                tile[i] *= single; // compiled to vector instructions, which the conversions below are not
            }
            return;
        }
        for (int i = from; i < to; i++) {
            tile[i] = (float) (tile[i] * coefficient);
        }
    }

    @Override
    public boolean visit(double[] tile, int count) {
        for (int i = 0; i < count; i++) {
            tile[i] *= coefficient;
        }
        return true;
    }
}
