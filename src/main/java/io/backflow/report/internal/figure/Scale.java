// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The range of an axis with its ticks.
 *
 * @param low where it begins; of logarithms one to base 10
 * @param high where it ends
 * @param ticks places of labels
 * @param isLogarithmic whether the values are logarithms
 */
record Scale(double low, double high, List<Double> ticks, boolean isLogarithmic) {

    private static final int MOST_TICKS = 6;
    private static final double FEW_DECADES = 2;
    private static final double[] STEPS = {1, 2, 5};

    /** Copies the list. */
    Scale {
        ticks = List.copyOf(ticks);
    }

    static Scale of(DoubleStream values, boolean isLogarithmic) {
        double[] finite = values.filter(Double::isFinite).toArray();
        double low = Arrays.stream(finite).min().orElse(isLogarithmic ? -1 : 0);
        double high = Arrays.stream(finite).max().orElse(isLogarithmic ? 0 : 1);
        return isLogarithmic ? ofLogarithms(low, high) : ofNumbers(low, high);
    }

    /** Returns a scale whose ends are ticks. */
    static Scale ofNumbers(double low, double high) {
        double span = high > low ? high - low : Math.max(Math.abs(high), 1e-9) * 0.1;
        double rough = span / (MOST_TICKS - 1);
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = Arrays.stream(STEPS)
                .map(factor -> factor * power)
                .filter(each -> each >= rough * 0.999)
                .findFirst()
                .orElse(10 * power);
        long from = (long) Math.floor(low / step + 1e-9);
        long to = Math.max(from + 1, (long) Math.ceil(high / step - 1e-9));
        List<Double> ticks = new ArrayList<>();
        for (long i = from; i <= to; i++) {
            ticks.add(i * step);
        }
        return new Scale(from * step, to * step, ticks, false);
    }

    /** Returns a scale of powers of ten; of few of them with 2 and 5 between. */
    private static Scale ofLogarithms(double low, double high) {
        List<Double> ticks = new ArrayList<>();
        int first = (int) Math.floor(low);
        int last = (int) Math.ceil(high);
        if (high - low >= FEW_DECADES) {
            int step = Math.max(1, (last - first + MOST_TICKS - 1) / MOST_TICKS);
            for (int power = first; power < last + step; power += step) {
                ticks.add((double) power);
            }
        } else {
            List<Double> all = new ArrayList<>();
            for (int power = first; power <= last + 1; power++) {
                for (double factor : STEPS) {
                    all.add(power + Math.log10(factor));
                }
            }
            int from = (int) all.stream().filter(tick -> tick <= low + 1e-9).count() - 1;
            int to = (int) all.stream().filter(tick -> tick < high - 1e-9).count();
            ticks.addAll(all.subList(from, Math.max(to, from + 1) + 1));
        }
        return new Scale(ticks.get(0), ticks.get(ticks.size() - 1), ticks, true);
    }

    /** Returns how far along the axis a value lies. */
    double share(double value) {
        return (value - low) / (high - low);
    }

    String label(double tick) {
        return number(isLogarithmic ? Math.pow(10, tick) : tick);
    }

    /** Returns a number with two digits. */
    static String brief(double value) {
        return number(new BigDecimal(value).round(new MathContext(2)).doubleValue());
    }

    /** Returns a number with at most three digits, or six of a large one. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 0.9e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.0e", value)
                    .replace("e-0", "e-")
                    .replace("e+0", "e")
                    .replace("e+", "e");
        }
        MathContext digits = new MathContext(size >= 1000 ? 6 : 3);
        return size == 0
                ? "0"
                : new BigDecimal(value).round(digits).stripTrailingZeros().toPlainString();
    }
}
