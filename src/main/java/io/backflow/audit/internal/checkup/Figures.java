// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as findings write them: 0.2, 1.35, 6.7e-9. */
public final class Figures {

    private static final double SMALL = 1e-3;
    private static final double LARGE = 1e6;

    private Figures() {}

    /** Returns a number with at most so many significant digits, and no zeros behind them. */
    public static String of(double value, int digits) {
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        boolean plain = Math.abs(value) >= SMALL && Math.abs(value) < LARGE;
        return plain ? rounded.toPlainString() : scientific(rounded);
    }

    private static String scientific(BigDecimal rounded) {
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
