// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.model.internal.FlatView;
import java.util.Arrays;
import java.util.stream.Stream;

/** Adds up the squares of each unit of one parameter. */
public final class UnitNorms implements FlatView.Visitor {

    /** Beyond these the squares of doubles may leave the range; those of floats never do. */
    private static final double SMALLEST = 1e-130;

    private static final double LARGEST = 1e140;

    /** Below so many neighbours of one unit, calls cost more than copies. */
    private static final int SHORT_RUN = 8;

    private final Units units;
    /** The sum of squares of each unit, but in extreme cases. */
    private final double[] sums;

    /** In extreme cases the norm of each unit; else nothing. */
    private L2Norm[] extremes = {};

    private long position;

    UnitNorms(Units units) {
        this.units = units;
        this.sums = new double[units.count()];
    }

    /**
     * Forgets all that was added.
     *
     * @param l2 the L2 norm of all elements that will be added; 0 if it is not near either end of double's range
     */
    public void reset(double l2) {
        Arrays.fill(sums, 0.0);
        extremes = new L2Norm[0];
        if (l2 > 0.0 && (l2 < SMALLEST || l2 > LARGEST)) {
            resetToExtreme();
        }
    }

    /** Forgets all that was added; what will be may be near either end of double's range. */
    public void resetToExtreme() {
        extremes = Stream.generate(L2Norm::new).limit(units.count()).toArray(L2Norm[]::new);
    }

    /**
     * Returns whether the squares of a unit's elements were out of range, so that they are to be added again as extreme
     * ones.
     */
    public boolean isOutOfRange() {
        return !isExtreme()
                && Arrays.stream(sums).anyMatch(sum -> sum != 0 && !Double.isNaN(sum) && !L2Norm.isSafe(sum));
    }

    private boolean isExtreme() {
        return extremes.length > 0;
    }

    /** Adds a range of a view. */
    public void add(FlatView view, long offset, long length) {
        if (isExtreme() || units.stride() < SHORT_RUN) {
            position = offset;
            view.visit(offset, length, this);
            return;
        }
        long end = offset + length;
        long at = offset;
        while (at < end) {
            long run = Math.min(end - at, units.run(at));
            sums[units.of(at)] += view.squares(at, run);
            at += run;
        }
    }

    /** Returns the L2 norm of a unit. */
    public double norm(int unit) {
        return isExtreme() ? extremes[unit].value() : Math.sqrt(sums[unit]);
    }

    @Override
    public boolean visit(float[] tile, int count) {
        for (int i = 0; i < count; i++) {
            add(units.of(position + i), tile[i]);
        }
        position += count;
        return false;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        for (int i = 0; i < count; i++) {
            add(units.of(position + i), tile[i]);
        }
        position += count;
        return false;
    }

    private void add(int unit, double value) {
        if (isExtreme()) {
            extremes[unit].add(value);
        } else {
            sums[unit] += value * value;
        }
    }
}
