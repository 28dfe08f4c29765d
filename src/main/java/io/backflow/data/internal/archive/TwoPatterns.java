// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.SplitMix;
import java.util.List;

/**
 * Geurts' two patterns: in which order did an upward or downward step come, and what came next?
 *
 * <p>A series of 128 values has two patterns that do not overlap, each at a random place and of a random length. An
 * upward step is -5 in its first half and 5 in its second, a downward step 5 and then -5. All other values are standard
 * normal noise. The classes are up-up, up-down, down-up and down-down.
 *
 * <p>From which range lengths are drawn is a choice of this class: an integer of 8..40, each as likely; of the places
 * where two such patterns do not overlap all are as likely.
 *
 * @see "P. Geurts, Contributions to decision tree induction: bias/variance tradeoff and time series classification,
 *     Ph.D. thesis, University of Liege (2002)"
 */
final class TwoPatterns implements SeriesClasses {

    static final String NAME = "two-patterns";
    static final int LENGTH = 128;
    static final int SHORTEST = 8;
    static final int LONGEST = 40;
    private static final double HEIGHT = 5;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String definition() {
        return "two patterns (Geurts 2002), 128 steps, steps of -5 and 5 of " + SHORTEST + ".." + LONGEST
                + " values in standard normal noise, each series normalised";
    }

    @Override
    public List<String> classes() {
        return List.of("up-up", "up-down", "down-up", "down-down");
    }

    @Override
    public double[] draw(int ofClass, SplitMix random) {
        int firstLength = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
        int secondLength = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
        int free = LENGTH - firstLength - secondLength;
        // Two bars among the free values, in free + 2 places: every way to set them is as likely.
        int one = random.nextInt(free + 2);
        int other = random.nextInt(free + 1);
        other = other >= one ? other + 1 : other;
        int first = Math.min(one, other);
        int second = Math.max(one, other) - 1 + firstLength;
        NormalNumbers normal = new NormalNumbers(random);
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            series[t] = normal.next();
        }
        step(series, first, firstLength, ofClass < 2);
        step(series, second, secondLength, ofClass % 2 == 0);
        return series;
    }

    static void step(double[] series, int from, int length, boolean up) {
        for (int i = 0; i < length; i++) {
            boolean low = i < length / 2 == up;
            series[from + i] = low ? -HEIGHT : HEIGHT;
        }
    }
}
