// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.statistics.internal.Quantile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last norms, or all of them, in order of size, so that a percentile costs nothing. Adding one costs a binary
 * search and moving what is larger: for a million norms, 4 MB of them on average.
 */
final class NormHistory {

    private static final int FIRST_CAPACITY = 256;

    private double[] sorted = new double[FIRST_CAPACITY];
    private int size;
    /** The same norms as they came, the oldest at {@code next} once it is full; empty if none is ever forgotten. */
    private final double[] ring;

    private int next;

    /** Makes an empty history of so many norms, or, for null, of all. */
    NormHistory(@Nullable Integer window) {
        this.ring = new double[window == null ? 0 : window];
    }

    void add(double norm) {
        double value = Math.min(norm, Double.MAX_VALUE); // of finite elements, so it is not infinite but for rounding
        if (ring.length > 0) {
            if (size == ring.length) {
                remove(ring[next]);
            }
            ring[next] = value;
            next = (next + 1) % ring.length;
        }
        insert(value);
    }

    private void insert(double value) {
        if (size == sorted.length) {
            sorted = Arrays.copyOf(sorted, size + size / 2);
        }
        int found = Arrays.binarySearch(sorted, 0, size, value);
        int at = found < 0 ? -(found + 1) : found;
        System.arraycopy(sorted, at, sorted, at + 1, size - at);
        sorted[at] = value;
        size++;
    }

    private void remove(double value) {
        int at = Arrays.binarySearch(sorted, 0, size, value);
        System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
        size--;
    }

    /** Returns the percentile of a history that is not empty, by the rule of {@link Quantile}. */
    double percentile(double p) {
        return Quantile.ofSorted(sorted, size, p / 100.0);
    }

    /** Returns the norms in an order in which adding them makes the same history. */
    double[] values() {
        if (ring.length == 0) {
            return Arrays.copyOf(sorted, size);
        }
        double[] values = new double[size];
        int oldest = size < ring.length ? 0 : next;
        for (int i = 0; i < size; i++) {
            values[i] = ring[(oldest + i) % ring.length];
        }
        return values;
    }
}
