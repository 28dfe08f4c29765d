package io.backflow.clipping;

import io.backflow.gradient.FlatView;
import java.util.Arrays;

/** Adds up the squares of each unit of one parameter. */
final class UnitNorms implements FlatView.Visitor {

    /** Beyond these the squares of doubles leave the range; those of floats never do. */
    private static final double SMALLEST = 1e-140;

    private static final double LARGEST = 1e140;

    private final Units units;
    /** The sum of squares of each unit, or in extreme cases the root of it. */
    private final double[] sums;

    private boolean extreme;
    private long position;

    UnitNorms(Units units) {
        this.units = units;
        this.sums = new double[units.count()];
    }

    /** Forgets all that was added. */
    void reset() {
        Arrays.fill(sums, 0.0);
        extreme = false;
    }

    /** Says that the elements from one on come next; {@code max} is the largest of all that will be added. */
    void begin(long offset, double max) {
        position = offset;
        extreme = max > 0.0 && (max < SMALLEST || max > LARGEST);
    }

    /** Returns the L2 norm of a unit. */
    double norm(int unit) {
        return extreme ? sums[unit] : Math.sqrt(sums[unit]);
    }

    @Override
    public boolean visit(float[] tile, int count) {
        int i = 0;
        while (i < count) {
            int end = (int) Math.min(count, i + units.run(position + i));
            sums[units.of(position + i)] += squares(tile, i, end);
            i = end;
        }
        position += count;
        return false;
    }

    /** Runs in four chains, which hides the latency of the additions. */
    private static double squares(float[] x, int from, int to) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            s0 += (double) x[i] * x[i];
            s1 += (double) x[i + 1] * x[i + 1];
            s2 += (double) x[i + 2] * x[i + 2];
            s3 += (double) x[i + 3] * x[i + 3];
        }
        for (; i < to; i++) {
            s0 += (double) x[i] * x[i];
        }
        return s0 + s1 + s2 + s3;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        int i = 0;
        while (i < count) {
            int end = (int) Math.min(count, i + units.run(position + i));
            int unit = units.of(position + i);
            for (; i < end; i++) {
                sums[unit] = extreme ? Math.hypot(sums[unit], tile[i]) : sums[unit] + tile[i] * tile[i];
            }
        }
        position += count;
        return false;
    }
}
