// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * One axis of a grid: evenly spaced values, both ends among them.
 *
 * @param from least value, finite
 * @param to largest value, finite and above {@code from}
 * @param points how many values, 2 to 2001
 */
public record AxisConfig(
        double from, double to, @Default("301") int points) {

    private static final int MOST_POINTS = 2_001;

    /** Checks the rules. */
    public AxisConfig {
        new Rules()
                .finite("from", from)
                .finite("to", to)
                .require(!(from >= to), "to", "must be above from, " + from, to)
                .between("points", points, 2, MOST_POINTS)
                .enforce();
    }

    /** Returns one of the values, counted from 0. */
    public double value(int point) {
        // At the last point exactly `to`, which from + (points - 1) * step may miss.
        double share = (double) point / (points - 1);
        return (1 - share) * from + share * to;
    }
}
