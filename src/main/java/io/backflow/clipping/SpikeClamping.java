package io.backflow.clipping;

import io.backflow.model.internal.FlatView;

/** Sets each element of a block to the nearest value within a bound of its own, the root of a multiple of its v. */
final class SpikeClamping implements FlatView.Visitor {

    private final MeanGradient gradient;
    private final SecondMoment.Reader moment;
    private final double theta;
    private final double meanFactor;
    private long position;
    private double[] v = {};
    private double squares;
    private long changed;

    /**
     * Makes a clamp for one block.
     *
     * @param offset of the block's first element
     */
    SpikeClamping(MeanGradient gradient, SecondMoment.Reader moment, double theta, long offset) {
        this.gradient = gradient;
        this.moment = moment;
        this.theta = theta;
        this.meanFactor = gradient.meanFactor();
        this.position = offset;
    }

    /** Returns the number of elements that were changed. */
    long changed() {
        return changed;
    }

    /** Returns the sum of the squares of the block's elements, as they are now. */
    double squares() {
        return squares;
    }

    @Override
    public boolean visit(float[] tile, int count) {
        read(count);
        long before = changed;
        for (int i = 0; i < count; i++) {
            tile[i] = (float) clamped(tile[i], v[i]);
        }
        return changed > before;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        read(count);
        long before = changed;
        for (int i = 0; i < count; i++) {
            tile[i] = clamped(tile[i], v[i]);
        }
        return changed > before;
    }

    private void read(int count) {
        if (v.length < count) {
            v = new double[count];
        }
        moment.read(position, count, v);
        position += count;
    }

    private double clamped(double sum, double secondMoment) {
        double mean = Math.abs(sum) * meanFactor;
        double bound = Math.sqrt(theta * secondMoment);
        if (!(mean > bound && secondMoment > 0.0)) {
            squares += mean * mean;
            return sum;
        }
        changed++;
        squares += bound * bound;
        return Math.copySign(gradient.largestSum(bound), sum);
    }
}
