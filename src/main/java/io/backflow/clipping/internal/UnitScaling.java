// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.model.internal.FlatView;

/** Multiplies each element of one parameter by the coefficient of its unit. */
public final class UnitScaling implements FlatView.Visitor {

    private final Units units;
    private final double[] coefficients;
    private long position;
    private long changed;

    public UnitScaling(Units units, double[] coefficients) {
        this.units = units;
        this.coefficients = coefficients;
    }

    /** Says that the elements from one on come next. */
    public void begin(long offset) {
        position = offset;
    }

    /** Returns the number of elements of units whose coefficient is not 1. */
    public long changed() {
        return changed;
    }

    @Override
    public boolean visit(float[] tile, int count) {
        long before = changed;
        int i = 0;
        while (i < count) {
            int end = (int) Math.min(count, i + units.run(position + i));
            double coefficient = coefficients[units.of(position + i)];
            if (coefficient != 1.0) {
                changed += end - i;
                Scaling.scale(tile, i, end, coefficient);
            }
            i = end;
        }
        position += count;
        return changed > before;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        long before = changed;
        int i = 0;
        while (i < count) {
            int end = (int) Math.min(count, i + units.run(position + i));
            double coefficient = coefficients[units.of(position + i)];
            if (coefficient != 1.0) {
                changed += end - i;
                for (int j = i; j < end; j++) {
                    tile[j] *= coefficient;
                }
            }
            i = end;
        }
        position += count;
        return changed > before;
    }
}
