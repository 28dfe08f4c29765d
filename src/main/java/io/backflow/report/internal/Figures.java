// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them in tables; with a decimal point, whatever the locale. What is not finite is its name. */
public final class Figures {

    /** From here on a number is written without an exponent... */
    private static final double SMALLEST_PLAIN = 1e-3;

    /** ...up to here, where it would have more than five digits before the point. */
    private static final double SMALLEST_HUGE = 1e5;

    private static final int MAX_DECIMALS = 6;

    private Figures() {}

    /** Returns a whole number with separators: {@code 12,345}. */
    public static String count(long value) {
        return format("%,d", value);
    }

    /** Returns a norm with three significant digits, {@code 1.53}; a tiny or huge one with two, {@code 3.1e-07}. */
    public static String norm(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == 0.0) {
            return "0";
        }
        if (!isPlain(Math.abs(value))) {
            return format("%.1e", value);
        }
        BigDecimal rounded = rounded(value, 3);
        return decimals(rounded.doubleValue(), Math.max(0, 2 - exponent(rounded)));
    }

    /**
     * Returns a mean and a standard deviation, {@code 0.953 ± 0.012}: the deviation with two significant digits, the
     * mean with as many decimals. Tiny and huge ones share an exponent, {@code (3.1 ± 1.2)e-07}.
     *
     * @param deviation at least 0; NaN if there is none, as of a single value, and then only the mean is returned
     */
    public static String meanAndDeviation(double mean, double deviation) {
        if (!Double.isFinite(mean) || Double.isNaN(deviation)) {
            return norm(mean);
        }
        if (deviation == 0.0 || Double.isInfinite(deviation)) {
            return norm(mean) + " ± " + norm(deviation);
        }
        double size = Math.max(Math.abs(mean), deviation);
        if (isPlain(size)) {
            return plain(mean, deviation);
        }
        int exponent = exponent(BigDecimal.valueOf(size));
        double unit = Math.pow(10, exponent);
        return "(" + plain(mean / unit, deviation / unit) + ")" + format("e%+03d", exponent);
    }

    private static String plain(double mean, double deviation) {
        int decimals = Math.max(0, 1 - exponent(rounded(deviation, 2)));
        return decimals <= MAX_DECIMALS
                ? decimals(mean, decimals) + " ± " + decimals(deviation, decimals)
                : decimals(mean, MAX_DECIMALS) + " ± " + norm(deviation);
    }

    /** Returns a share of 1 as percent, {@code 12.5%}. Nothing but 0 is written as 0%, and nothing but 1 as 100%. */
    public static String percent(double share) {
        if (share > 0.0 && share < 0.0005) {
            return "<0.1%";
        }
        if (share < 1.0 && share >= 0.9995) {
            return ">99.9%";
        }
        if (!Double.isFinite(share) || share == 0.0 || share == 1.0) {
            return Double.isFinite(share) ? format("%.0f%%", 100 * share) : Double.toString(share);
        }
        return format("%.1f%%", 100 * share);
    }

    /** Returns a duration: {@code 0.85 s}, {@code 12.3 s}, {@code 2 min 05 s}, {@code 1 h 02 min}. */
    public static String duration(Duration duration) {
        double seconds = duration.toMillis() / 1e3;
        if (seconds < 59.95) {
            return format(seconds < 9.995 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 3600) {
            return format("%d min %02d s", whole / 60, whole % 60);
        }
        long minutes = Math.round(seconds / 60);
        return format("%d h %02d min", minutes / 60, minutes % 60);
    }

    private static boolean isPlain(double size) {
        return size >= SMALLEST_PLAIN && size < SMALLEST_HUGE;
    }

    private static BigDecimal rounded(double value, int digits) {
        return BigDecimal.valueOf(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static String decimals(double value, int count) {
        return BigDecimal.valueOf(value).setScale(count, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** Position of the first significant digit: 2 of 153, -1 of 0.15. */
    private static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
