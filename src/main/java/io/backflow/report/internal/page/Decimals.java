// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

/**
 * Reads decimal numbers, the short ones without the cost of {@link Double#parseDouble}.
 *
 * <p>A number of at most 15 digits and a power of ten of at most 22 is a quotient or product of two doubles that are
 * exact, so that IEEE 754 rounds it correctly (Clinger 1990, "How to read floating point numbers accurately").
 */
final class Decimals {

    private static final int MOST_DIGITS = 15;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Decimals() {}

    /** Returns the number that these characters are in JSON. */
    static double parse(char[] text, int from, int length) {
        int end = from + length;
        int i = from;
        boolean negative = text[i] == '-';
        i += negative ? 1 : 0;
        long digits = 0;
        int count = 0;
        int point = -1;
        for (; i < end; i++) {
            char c = text[i];
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
                count += digits == 0 ? 0 : 1;
                if (count > MOST_DIGITS) {
                    return slow(text, from, length);
                }
            } else if (c == '.') {
                point = i;
            } else {
                break;
            }
        }
        int power = point < 0 ? 0 : point + 1 - i;
        if (i < end) {
            power += exponent(text, i + 1, end);
        }
        if (Math.abs(power) >= POWERS.length) {
            return slow(text, from, length);
        }
        double value = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
        return negative ? -value : value;
    }

    /** Returns the power of ten after the letter; a large one, which is read slowly, if it has many digits. */
    private static int exponent(char[] text, int from, int end) {
        boolean negative = text[from] == '-';
        int value = 0;
        for (int i = negative || text[from] == '+' ? from + 1 : from; i < end; i++) {
            value = Math.min(10_000, 10 * value + (text[i] - '0'));
        }
        return negative ? -value : value;
    }

    private static double slow(char[] text, int from, int length) {
        return Double.parseDouble(new String(text, from, length));
    }
}
