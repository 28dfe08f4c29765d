// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects of JSON out of bytes, and passes over what nobody asked for without looking at it.
 *
 * <p>Lists of numbers become arrays of doubles; the texts NaN and Infinity are numbers; null is left out of objects and
 * NaN in lists. A general parser takes three times as long for records, most of whose bytes are numbers that a page
 * does not show.
 */
final class JsonScanner {

    /** Thrown where the bytes are no whole object. */
    static final class CutOffException extends Exception {

        private static final long serialVersionUID = 1L;

        private CutOffException() {
            super("no whole object of JSON", null, false, false);
        }
    }

    /** A text that came before. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
    private record Known(byte[] bytes, String text, boolean isSkipped) {}

    private static final int KNOWN = 4096;
    private static final int LONGEST_KNOWN = 64;
    private static final int DEEPEST = 64;

    private final Set<String> skipped;
    private final @Nullable Known[] known = new Known[KNOWN];
    private byte[] bytes = {};
    private int at;
    private int end;
    private boolean isSkipped;

    /** @param skipped names of fields that are passed over, wherever they stand */
    JsonScanner(Set<String> skipped) {
        this.skipped = skipped;
    }

    /** Reads the object that bytes begin with. */
    Map<String, Object> object(byte[] text, int from, int to) throws CutOffException {
        bytes = text;
        at = from;
        end = to;
        if (next() != '{') {
            throw new CutOffException();
        }
        return object(DEEPEST);
    }

    private Map<String, Object> object(int depth) throws CutOffException {
        Map<String, Object> fields = new LinkedHashMap<>();
        int sign = next();
        while (sign != '}') {
            if (sign != '"') {
                throw new CutOffException();
            }
            String name = text();
            boolean skips = isSkipped;
            expect(':');
            if (skips) {
                skip();
            } else {
                Object value = value(next(), depth);
                if (value != null) {
                    fields.put(name, value);
                }
            }
            sign = next();
            if (sign == ',') {
                sign = next();
            } else if (sign != '}') {
                throw new CutOffException();
            }
        }
        return fields;
    }

    private @Nullable Object value(int first, int depth) throws CutOffException {
        if (depth == 0) {
            throw new CutOffException();
        }
        return switch (first) {
            case '{' -> object(depth - 1);
            case '[' -> array(depth - 1);
            case '"' -> textOrNumber(text());
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Object array(int depth) throws CutOffException {
        double[] numbers = new double[16];
        int count = 0;
        List<Object> others = new ArrayList<>();
        int sign = next();
        while (sign != ']') {
            Object value = sign == '-' || (sign >= '0' && sign <= '9') ? null : value(sign, depth);
            if (value == null || value instanceof Double) {
                numbers = count < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * count);
                numbers[count++] = value instanceof Double number ? number : sign == 'n' ? Double.NaN : number();
            } else {
                others.add(value);
            }
            sign = next();
            if (sign == ',') {
                sign = next();
            } else if (sign != ']') {
                throw new CutOffException();
            }
        }
        return others.isEmpty() ? Arrays.copyOf(numbers, count) : others;
    }

    private static Object textOrNumber(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> text;
        };
    }

    /** Returns the next byte that is no space, and stands behind it. */
    private int next() throws CutOffException {
        while (at < end) {
            int sign = bytes[at++];
            if (sign != ' ' && sign != '\n' && sign != '\r' && sign != '\t') {
                return sign;
            }
        }
        throw new CutOffException();
    }

    private void expect(int sign) throws CutOffException {
        if (next() != sign) {
            throw new CutOffException();
        }
    }

    private @Nullable Object literal(String text, @Nullable Object value) throws CutOffException {
        for (int i = 1; i < text.length(); i++) {
            if (at == end || bytes[at++] != text.charAt(i)) {
                throw new CutOffException();
            }
        }
        return value;
    }

    /** Reads the number whose first byte was taken. */
    private double number() throws CutOffException {
        int from = at - 1;
        while (at < end && isOfNumber(bytes[at])) {
            at++;
        }
        boolean digit = bytes[from] >= '0' && bytes[from] <= '9';
        boolean whole = at < end && (digit || (bytes[from] == '-' && at > from + 1 && bytes[from + 1] <= '9'));
        if (!whole) {
            throw new CutOffException(); // at the end of the bytes more may have been to come
        }
        try {
            return Decimals.parse(bytes, from, at - from);
        } catch (NumberFormatException e) {
            throw new CutOffException();
        }
    }

    private static boolean isOfNumber(int sign) {
        return (sign >= '0' && sign <= '9') || sign == '.' || sign == 'e' || sign == 'E' || sign == '-' || sign == '+';
    }

    /** Reads the text whose quotation mark was taken. */
    private String text() throws CutOffException {
        int from = at;
        int hash = 0;
        while (at < end && bytes[at] != '"' && bytes[at] != '\\') {
            hash = 31 * hash + bytes[at++];
        }
        if (at == end) {
            throw new CutOffException();
        }
        if (bytes[at] == '\\') {
            String text = escaped(from);
            isSkipped = skipped.contains(text);
            return text;
        }
        int length = at++ - from;
        int place = (hash ^ (hash >>> 12)) & (KNOWN - 1);
        Known before = known[place];
        if (before == null || !Arrays.equals(before.bytes, 0, before.bytes.length, bytes, from, from + length)) {
            String text = new String(bytes, from, length, StandardCharsets.UTF_8);
            before = new Known(Arrays.copyOfRange(bytes, from, from + length), text, skipped.contains(text));
            if (length <= LONGEST_KNOWN) {
                known[place] = before;
            }
        }
        isSkipped = before.isSkipped;
        return before.text;
    }

    /** Reads a text that has escapes. */
    private String escaped(int from) throws CutOffException {
        StringBuilder text = new StringBuilder();
        at = from;
        int plain = from;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] == '\\') {
                text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
                at++;
                text.append(escape());
                plain = at;
            } else {
                at++;
            }
        }
        if (at == end) {
            throw new CutOffException();
        }
        return text.append(new String(bytes, plain, at++ - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private char escape() throws CutOffException {
        if (at == end) {
            throw new CutOffException();
        }
        int sign = bytes[at++];
        return switch (sign) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/' -> (char) sign;
            case 'u' -> hexadecimal();
            default -> throw new CutOffException();
        };
    }

    private char hexadecimal() throws CutOffException {
        if (end - at < 4) {
            throw new CutOffException();
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(bytes[at++], 16);
            if (digit < 0) {
                throw new CutOffException();
            }
            code = 16 * code + digit;
        }
        return (char) code;
    }

    /** Passes over a value. */
    private void skip() throws CutOffException {
        int depth = 0;
        for (int sign = next(); ; sign = next()) {
            switch (sign) {
                case '{', '[' -> depth++;
                case '"' -> skipText();
                case '}', ']' -> depth--;
                default -> skipPlain(depth > 0);
            }
            if (depth == 0) {
                return;
            }
        }
    }

    /** Passes over a number or a word; inside of lists and objects over all up to the next bracket or text. */
    private void skipPlain(boolean isInside) throws CutOffException {
        byte[] here = bytes;
        int i = at;
        while (i < end && !ends(here[i], isInside)) {
            i++;
        }
        at = i;
        if (i >= end) {
            throw new CutOffException();
        }
    }

    private static boolean ends(byte sign, boolean isInside) {
        return sign >= '['
                ? sign == ']' || sign == '}' || sign == '[' || sign == '{'
                : sign == '"' || (sign == ',' && !isInside);
    }

    private void skipText() throws CutOffException {
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        if (at >= end) {
            throw new CutOffException();
        }
        at++;
    }
}
