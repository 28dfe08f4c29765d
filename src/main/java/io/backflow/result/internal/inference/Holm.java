// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction of a family of p-values, which keeps the chance of any false finding at the level.
 *
 * <pre>{@code p'_(i) = max over j <= i of min(1, (m - j + 1) p_(j))}</pre>
 *
 * @see <a href="https://www.jstor.org/stable/4615733">Holm (1979), a simple sequentially rejective multiple test
 *     procedure</a>
 */
public final class Holm {

    private Holm() {}

    /** Returns the adjusted p-values, in the same order; NaN stays NaN and is none of the family. */
    public static double[] adjust(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        double largest = 0;
        for (int place = 0; place < order.length; place++) {
            largest = Math.max(largest, Math.min(1, (order.length - place) * p[order[place]]));
            adjusted[order[place]] = largest;
        }
        return adjusted;
    }
}
