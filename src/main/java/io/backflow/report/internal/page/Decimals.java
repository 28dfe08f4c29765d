// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers, the short ones without the cost of {@link Double#parseDouble}.
 *
 * <p>A number of at most 15 digits and a power of ten of at most 22 is a quotient or product of two doubles that are
 * exact, so that IEEE 754 rounds it correctly (Clinger 1990, "How to read floating point numbers accurately").
 */
final class Decimals {

    private static final int MOST_DIGITS = 15;

    /** A power of ten that is out of the reach of {@link #POWERS}. */
    private static final int SLOW = 10_000;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Decimals() {}

    /**
     * Returns the number that these bytes are in JSON.
     *
     * @throws NumberFormatException if they are none
     */
    static double parse(byte[] text, int from, int length) {
        int end = from + length;
        int i = from;
        boolean negative = text[i] == '-';
        i += negative ? 1 : 0;
        long digits = 0;
        int count = 0;
        int point = -1;
        for (; i < end; i++) {
            byte c = text[i];
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
                count += digits == 0 ? 0 : 1;
                if (count > MOST_DIGITS) {
                    return slow(text, from, length);
                }
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                break;
            }
        }
        int power = point < 0 ? 0 : point + 1 - i;
        if (i < end) {
            if (text[i] != 'e' && text[i] != 'E') {
                return slow(text, from, length);
            }
            power += exponent(text, i + 1, end);
        }
        if (Math.abs(power) >= POWERS.length) {
            return slow(text, from, length);
        }
        double value = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
        return negative ? -value : value;
    }

    /** Returns the power of ten after the letter; one that is read slowly if it is none or has many digits. */
    private static int exponent(byte[] text, int from, int end) {
        boolean negative = from < end && text[from] == '-';
        int start = negative || (from < end && text[from] == '+') ? from + 1 : from;
        int value = start < end ? 0 : SLOW;
        for (int i = start; i < end; i++) {
            int digit = text[i] - '0';
            value = digit < 0 || digit > 9 ? SLOW : Math.min(SLOW, 10 * value + digit);
        }
        return negative ? -value : value;
    }

    private static double slow(byte[] text, int from, int length) {
        return Double.parseDouble(new String(text, from, length, StandardCharsets.US_ASCII));
    }
}
