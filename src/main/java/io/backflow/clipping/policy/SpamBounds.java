// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.SecondMoment;

/** Sets each element of a block to the nearest value within a bound of its own, the root of a multiple of its v. */
final class SpamBounds implements MeanGradient.ElementEditor {

    private final SecondMoment.Reader moment;
    private final double theta;
    private double[] v = {};
    private double squares;

    SpamBounds(SecondMoment.Reader moment, double theta) {
        this.moment = moment;
        this.theta = theta;
    }

    @Override
    public void edit(double[] values, int count, long offset) {
        if (v.length < count) {
            v = new double[count];
        }
        moment.read(offset, count, v);
        for (int i = 0; i < count; i++) {
            values[i] = bounded(values[i], v[i]);
        }
    }

    /** Returns the sum of the squares of the block's elements, as they are now. */
    double squares() {
        return squares;
    }

    private double bounded(double element, double secondMoment) {
        double size = Math.abs(element);
        double bound = Math.sqrt(theta * secondMoment);
        if (!(size > bound && secondMoment > 0.0)) {
            squares += size * size;
            return element;
        }
        squares += bound * bound;
        return Math.copySign(bound, element);
    }
}
