// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * Decides which updates are recorded.
 *
 * <p>The first update, the last one, and those that were clipped or not finite are recorded whatever the schedule says.
 */
@FunctionalInterface
public interface SamplingSchedule {

    /** Returns whether the update with that index, counted from 0, is recorded. */
    boolean samples(long update);

    /**
     * Records every n-th update: 0, n, 2n and so on.
     *
     * @throws IllegalArgumentException if n is less than 1
     */
    static SamplingSchedule every(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("every must be at least 1, got " + n);
        }
        return update -> update % n == 0;
    }
}
