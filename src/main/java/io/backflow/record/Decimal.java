// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Numbers as decimal text: what JSON, CSV and the log agree on. */
public final class Decimal {

    /**
     * A gradient of floats carries 24 bits, 7.2 decimal digits: more digits of a norm would be noise that fills disks.
     */
    static final int NORM_DIGITS = 7;

    private static final MathContext NORM = new MathContext(NORM_DIGITS, RoundingMode.HALF_EVEN);

    private Decimal() {}

    /** Returns a value rounded as norms are, to be given to {@link #text}; a Double if it is not finite. */
    static Object norm(double value) {
        return Double.isFinite(value) ? BigDecimal.valueOf(value).round(NORM) : (Object) value;
    }

    /** Returns a number for a reader of the log. */
    public static String brief(double value) {
        return Double.isFinite(value)
                ? text(BigDecimal.valueOf(value).round(new MathContext(3, RoundingMode.HALF_EVEN)))
                : text(value);
    }

    /** Returns the text of a Long, a Double or a BigDecimal: valid JSON if it is finite, else a word. */
    static String text(Object number) {
        return number instanceof BigDecimal rounded ? shortest(rounded) : number.toString();
    }

    /** Returns whether a number is none that JSON can write. */
    static boolean isNonFinite(@Nullable Object value) {
        return value instanceof Double number && !Double.isFinite(number);
    }

    /** Returns the number behind a field or a list's element, as it was added or as a JSON reader found it. */
    static OptionalDouble parse(@Nullable Object value) {
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        if ("NaN".equals(value)) {
            return OptionalDouble.of(Double.NaN);
        }
        if ("Infinity".equals(value)) {
            return OptionalDouble.of(Double.POSITIVE_INFINITY);
        }
        return "-Infinity".equals(value) ? OptionalDouble.of(Double.NEGATIVE_INFINITY) : OptionalDouble.empty();
    }

    /** Writes 0.001234 but 1.234e-4, and 123456 but 1.23456e9: whichever is shorter or easier to read. */
    private static String shortest(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        if (stripped.signum() == 0 || (exponent >= -3 && exponent < NORM_DIGITS)) {
            return stripped.toPlainString();
        }
        return stripped.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }
}
