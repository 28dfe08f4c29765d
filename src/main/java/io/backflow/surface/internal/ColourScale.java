// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import java.awt.Color;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Colours for positive numbers of many orders of magnitude, even in their logarithm and in the brightness that people
 * see.
 *
 * @param low what has the first colour, as has all below it; greater than 0
 * @param high what has the last colour, as has all above it; greater than {@code low}
 * @see <a href="https://bids.github.io/colormap/">viridis, by Smith and van der Walt, in the public domain</a>
 */
record ColourScale(double low, double high) {

    /** Viridis at ninths of its length. */
    private static final int[] ANCHORS = {
        0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725
    };

    /** The smallest hundredth may be a valley of zeros, for whose sake all else would have one colour. */
    private static final double LEFT_OUT = 0.01;

    /** Returns a scale for these values. */
    static ColourScale of(DoubleStream values) {
        double[] sorted = values.filter(value -> value > 0 && Double.isFinite(value))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return new ColourScale(0.1, 1.0);
        }
        double least = sorted[(int) (LEFT_OUT * sorted.length)];
        double most = sorted[sorted.length - 1];
        return new ColourScale(Math.min(least, most / 10), most);
    }

    /** Returns where a value stands on the scale: 0 at the low end, 1 at the high end. */
    double share(double value) {
        double share = Math.log(value / low) / Math.log(high / low);
        return Math.max(0.0, Math.min(1.0, share));
    }

    Color colour(double value) {
        return at(share(value));
    }

    /** Returns the colour at a share of the scale's length. */
    static Color at(double share) {
        double place = share * (ANCHORS.length - 1);
        int before = Math.min((int) place, ANCHORS.length - 2);
        double rest = place - before;
        Color from = new Color(ANCHORS[before]);
        Color to = new Color(ANCHORS[before + 1]);
        return new Color(
                between(from.getRed(), to.getRed(), rest),
                between(from.getGreen(), to.getGreen(), rest),
                between(from.getBlue(), to.getBlue(), rest));
    }

    /**
     * Returns the powers of ten on the scale; every second, or every third ..., where there are many, and twice and
     * five times each where there are few.
     */
    double[] ticks() {
        int first = (int) Math.floor(Math.log10(low));
        int last = (int) Math.floor(Math.log10(high));
        int stride = Math.max(1, (last - first + 6) / 7);
        double[] times = last - first < 3 ? new double[] {1, 2, 5} : new double[] {1};
        return IntStream.rangeClosed(0, (last - first) / stride)
                .mapToObj(i -> Math.pow(10, first + i * stride))
                .flatMapToDouble(power -> Arrays.stream(times).map(factor -> factor * power))
                .filter(tick -> tick >= low && tick <= high)
                .toArray();
    }

    private static int between(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }
}
