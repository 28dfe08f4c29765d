// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers as short lists that compress well: whole numbers, each as the difference from the one before it.
 *
 * <p>A norm is a multiple of its logarithm to base 10, so that its relative error is the same whether it is 1e-30 or
 * 1e30. What has no logarithm is a letter: {@code z} for zero, {@code n} for NaN, {@code i} for infinite. The number
 * after a letter is the difference from the last one before it.
 */
final class Codes {

    /** Steps of a power of ten in series: a relative error of 0.12 %. */
    static final int FINE = 1000;

    /** Steps of a power of ten in maps: a relative error of 0.6 %. */
    static final int COARSE = 200;

    private static final MathContext DIGITS = new MathContext(5);

    private Codes() {}

    /** Returns norms, none of them negative. */
    static List<Object> logarithms(double[] norms, int steps) {
        List<Object> codes = new ArrayList<>(norms.length);
        long last = 0;
        for (double norm : norms) {
            if (norm > 0 && Double.isFinite(norm)) {
                long code = Math.round(Math.log10(norm) * steps);
                codes.add(code - last);
                last = code;
            } else {
                codes.add(norm == 0 ? "z" : Double.isNaN(norm) ? "n" : "i");
            }
        }
        return codes;
    }

    /** Returns whole numbers. */
    static List<Object> differences(long[] numbers) {
        List<Object> codes = new ArrayList<>(numbers.length);
        long last = 0;
        for (long number : numbers) {
            codes.add(number - last);
            last = number;
        }
        return codes;
    }

    /** Returns numbers with five significant digits, and letters for what is not finite. */
    static List<Object> plain(double[] numbers) {
        List<Object> codes = new ArrayList<>(numbers.length);
        for (double number : numbers) {
            codes.add(plain(number));
        }
        return codes;
    }

    /** Returns a number with five significant digits, or a letter. */
    static Object plain(double number) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "n" : number > 0 ? "i" : "-i";
        }
        double rounded = new BigDecimal(number).round(DIGITS).doubleValue();
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e9 ? (Object) (long) rounded : (Object) rounded;
    }
}
