// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import java.util.function.DoubleUnaryOperator;

/**
 * A derivative taken by differences, and how far it may be off.
 *
 * @param value the derivative
 * @param uncertainty an estimate of its absolute error
 */
record Slope(double value, double uncertainty) {

    private static final int LEVELS = 8;

    /** By how much the step shrinks from one level to the next. */
    private static final double SHRINK = 2;

    /** A loss is a sum of rounded terms; this many units in its last place is what it may be off by. */
    static final double ROUNDING = 4 * Math.ulp(1.0);

    /**
     * Returns the derivative of a function at 0 by central differences with ever smaller steps, extrapolated to none
     * (Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering Software 4, 1982).
     *
     * @param step the first and longest step
     * @param expected a value that was found in another way: what agrees with it to {@code tolerance} is enough
     * @param tolerance besides, what is known as well as that is enough, whether it agrees or not
     */
    static Slope of(DoubleUnaryOperator f, double step, double expected, double tolerance) {
        double[] row = new double[LEVELS];
        Slope best = new Slope(Double.NaN, Double.POSITIVE_INFINITY);
        double h = step;
        for (int level = 0; level < LEVELS; level++, h /= SHRINK) {
            double up = f.applyAsDouble(h);
            double down = f.applyAsDouble(-h);
            double noise = ROUNDING * Math.max(Math.abs(up), Math.abs(down)) / h;
            double diagonal = row[Math.max(0, level - 1)];
            Slope here = extrapolate(row, level, (up - down) / (2 * h), noise);
            if (here.uncertainty <= best.uncertainty) {
                best = here;
            } else if (level > 1 && Math.abs(row[level] - diagonal) >= 2 * best.uncertainty) {
                return best; // rounding has taken over
            }
            double agreement = Math.abs(row[level] - expected);
            if (agreement + noise <= tolerance) {
                return new Slope(row[level], Math.max(agreement, noise));
            }
            boolean flat = up == down && expected == 0 && level > 0; // nothing depends on it, and nothing was said to
            if (best.uncertainty <= tolerance || flat) {
                return best;
            }
        }
        return best;
    }

    /** Turns a row of Neville's table into the next one, in place, and returns its best entry. */
    private static Slope extrapolate(double[] row, int level, double first, double noise) {
        double entry = first;
        double factor = 1;
        Slope best = new Slope(first, level == 0 ? Double.POSITIVE_INFINITY : Double.MAX_VALUE);
        for (int j = 0; j < level; j++) {
            factor *= SHRINK * SHRINK;
            double next = (entry * factor - row[j]) / (factor - 1);
            double error = Math.max(Math.abs(next - entry), Math.abs(next - row[j]));
            row[j] = entry;
            entry = next;
            if (error + noise < best.uncertainty) {
                best = new Slope(next, error + noise);
            }
        }
        row[level] = entry;
        return best;
    }
}
