// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns cells into floats, exactly as {@link Float#parseFloat} does and without a text for each.
 *
 * <p>Short numbers go the way of Clinger (1990): digits below 2^53 and powers of ten up to 10^22 are doubles, so that
 * their product or quotient is the rounded value; the rare double half-way between two floats, which would be rounded
 * twice, and everything else goes the long way.
 */
public final class Numbers {

    private static final double[] POWERS = new double[23];
    private static final long EXACT = 1L << 53;
    private static final int MAX_DIGITS = 18;
    private static final long LOW_BITS = (1L << 29) - 1;
    private static final long HALF_WAY = 1L << 28;

    private static final Set<String> MISSING = Set.of("", "na", "nan", "?", "null");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,9})?");

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private final char decimal;

    /** @param decimal the character before decimals, point or comma */
    public Numbers(char decimal) {
        this.decimal = decimal;
    }

    /** Whether a cell says that there is no value: empty, {@code NA}, {@code NaN}, {@code ?} or {@code null}. */
    public static boolean isMissing(String cell) {
        String text = cell.strip();
        return text.length() <= 4 && MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether a cell is a number. */
    public boolean isNumber(String cell) {
        return NUMBER.matcher(withPoint(cell.strip())).matches();
    }

    /** Returns a number with a decimal point, and what is none as it is. */
    public String pointed(String cell) {
        return decimal != '.' && cell.indexOf(decimal) >= 0 && isNumber(cell) ? cell.replace(decimal, '.') : cell;
    }

    /** Returns a cell's number, NaN for a missing one. */
    public float parse(String cell) {
        return parse(cell.toCharArray(), 0, cell.length());
    }

    /**
     * Returns a cell's number, NaN for a missing one.
     *
     * @throws NumberFormatException if the cell is neither, or beyond a float's range; the message continues "must be a
     *     number"
     */
    public float parse(char[] text, int from, int length) {
        int to = from + length;
        while (from < to && text[from] <= ' ') {
            from++;
        }
        while (from < to && text[to - 1] <= ' ') {
            to--;
        }
        int at = from;
        boolean negative = false;
        if (at < to && (text[at] == '-' || text[at] == '+')) {
            negative = text[at] == '-';
            at++;
        }
        long digits = 0;
        int count = 0;
        int decimals = 0;
        boolean fraction = false;
        for (; at < to; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
                count++;
                decimals += fraction ? 1 : 0;
                if (count > MAX_DIGITS) {
                    return slow(text, from, to);
                }
            } else if (c == decimal && !fraction) {
                fraction = true;
            } else {
                return at + 1 < to && (c == 'e' || c == 'E')
                        ? scaled(text, from, to, at + 1, negative, digits, count, decimals)
                        : slow(text, from, to);
            }
        }
        return rounded(text, from, to, negative, digits, count, -decimals);
    }

    private float scaled(
            char[] text, int from, int to, int at, boolean negative, long digits, int count, int decimals) {
        boolean down = text[at] == '-';
        int first = down || text[at] == '+' ? at + 1 : at;
        if (first >= to || to - first > 3) {
            return slow(text, from, to);
        }
        int exponent = 0;
        for (int i = first; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return slow(text, from, to);
            }
            exponent = exponent * 10 + (text[i] - '0');
        }
        return rounded(text, from, to, negative, digits, count, (down ? -exponent : exponent) - decimals);
    }

    private float rounded(char[] text, int from, int to, boolean negative, long digits, int count, int exponent) {
        if (count == 0 || digits > EXACT || exponent >= POWERS.length || exponent <= -POWERS.length) {
            return slow(text, from, to);
        }
        double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
        if ((Double.doubleToRawLongBits(value) & LOW_BITS) == HALF_WAY) {
            return slow(text, from, to);
        }
        return (float) (negative ? -value : value);
    }

    private float slow(char[] text, int from, int to) {
        String cell = new String(text, from, to - from);
        if (isMissing(cell)) {
            return Float.NaN;
        }
        String number = withPoint(cell);
        if (!NUMBER.matcher(number).matches()) {
            throw new NumberFormatException("got " + shown(cell) + hint(cell));
        }
        float value = Float.parseFloat(number);
        if (!Float.isFinite(value)) {
            throw new NumberFormatException("within a float's range, got " + shown(cell));
        }
        return value;
    }

    private String withPoint(String cell) {
        return decimal == '.' ? cell : cell.replace('.', '!').replace(decimal, '.');
    }

    private String hint(String cell) {
        char other = decimal == '.' ? ',' : '.';
        boolean thousands = cell.matches("[+-]?\\d{1,3}(?:[.,' \u00a0\u202f]\\d{3})+(?:[.,]\\d+)?");
        if (NUMBER.matcher(cell.replace(other, '.')).matches()) {
            return " (the decimal character is taken to be '" + decimal + "'; decimal: '" + other + "' says otherwise"
                    + (thousands ? "; thousands separators are not read" : "") + ")";
        }
        return thousands ? " (thousands separators are not read)" : "";
    }

    /** Returns a cell in quotes as it may be printed. */
    public static String shown(String cell) {
        String text = cell.strip().replaceAll("\\p{Cntrl}", "\ufffd");
        return "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    }
}
