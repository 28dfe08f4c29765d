// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The round numbers at which an axis is labelled.
 *
 * @param from the axis's least value
 * @param to its largest value, greater than the least
 */
record Ticks(double from, double to) {

    /** A value that lies on a tick but for rounding is on it; in units of the distance between ticks. */
    private static final double ROUNDING = 1e-9;

    /** Returns where the ticks are: four to ten of them. */
    double[] places() {
        double stride = stride();
        long first = (long) Math.ceil(from / stride - ROUNDING);
        long last = (long) Math.floor(to / stride + ROUNDING);
        return LongStream.rangeClosed(first, last).mapToDouble(i -> i * stride).toArray();
    }

    /** Returns a tick's label, with as many decimals as tell it from the next. */
    String text(double tick) {
        int decimals = Math.max(0, (int) Math.ceil(-Math.log10(stride()) - ROUNDING));
        return String.format(Locale.ROOT, "%." + decimals + "f", tick);
    }

    /** Returns the distance between ticks: 1, 2 or 5 times a power of ten. */
    private double stride() {
        double rough = (to - from) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double times = rough / power;
        return power * (times < 2 ? 1 : times < 5 ? 2 : 5);
    }
}
