// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

/**
 * An interval of numbers; both ends are NaN where there is none.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {

    /** No interval, as of a single value. */
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

    /** Returns whether there is one. */
    public boolean exists() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }
}
