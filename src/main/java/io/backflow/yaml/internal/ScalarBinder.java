// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Scalar;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns scalars into text, numbers, booleans and enums, by YAML's core schema and not a bit more leniently. */
public final class ScalarBinder {

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");

    /** Far beyond any long, and small enough that a megabyte of digits costs nothing. */
    private static final int MOST_DIGITS = 100;

    private final Problems problems;

    ScalarBinder(Problems problems) {
        this.problems = problems;
    }

    static boolean binds(Class<?> type) {
        return type == String.class
                || type == Object.class
                || type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class
                || type == double.class
                || type == Double.class
                || type == boolean.class
                || type == Boolean.class
                || type.isEnum();
    }

    /** Returns the value, or nothing if it is not of the type, which is then a problem. */
    Optional<Object> bind(Class<?> type, Node node, String path) {
        if (type == String.class) {
            return text(node, path);
        } else if (type == Object.class) {
            return any(node, path);
        } else if (type == int.class || type == Integer.class) {
            return whole(node, path, Integer.MIN_VALUE, Integer.MAX_VALUE).map(number -> (Object) number.intValue());
        } else if (type == long.class || type == Long.class) {
            return whole(node, path, Long.MIN_VALUE, Long.MAX_VALUE).map(number -> (Object) number.longValue());
        } else if (type == double.class || type == Double.class) {
            return number(node, path);
        } else if (type == boolean.class || type == Boolean.class) {
            return truth(node, path);
        }
        return constant(type, node, path);
    }

    /** Returns an enum constant's name as a configuration writes it: {@code HARD_TANH} is {@code hard-tanh}. */
    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Says what a name may be, and what it was probably meant to be. */
    static String oneOf(List<String> names, Node node) {
        String suggestion = node instanceof Scalar scalar ? Suggestion.nearest(scalar.text(), names) : null;
        return oneOf(names, node, suggestion == null ? "" : "did you mean " + Scalar.quoted(suggestion) + "?");
    }

    /** Says what a name may be, and a piece of advice, which may be empty. */
    static String oneOf(List<String> names, Node node, String advice) {
        return "must be one of [" + String.join(", ", names) + "], got " + node.shown()
                + (advice.isEmpty() ? "" : "; " + advice);
    }

    private Optional<Object> text(Node node, String path) {
        if (node instanceof Scalar scalar && !scalar.isNull()) {
            return Optional.of(scalar.text());
        }
        return wrong(node, path, "must be text, got " + node.shown());
    }

    /** Takes what stands there for what it looks like: a {@link Long}, a {@link Double}, a {@link Boolean} or text. */
    private Optional<Object> any(Node node, String path) {
        if (!(node instanceof Scalar scalar) || scalar.isNull()) {
            return wrong(node, path, "must be a number, true, false or a name, got " + node.shown());
        }
        if (scalar.plain()
                && scalar.text().length() <= MOST_DIGITS
                && WHOLE.matcher(scalar.text()).matches()) {
            BigInteger whole = new BigInteger(scalar.text());
            return Optional.of(whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole.doubleValue());
        }
        Double number = scalar.plain() ? parsed(scalar) : null;
        if (number != null) {
            return Optional.of(number);
        }
        return Optional.of(scalar.isBoolean() ? (Object) scalar.text().equalsIgnoreCase("true") : scalar.text());
    }

    private Optional<Object> truth(Node node, String path) {
        if (node instanceof Scalar scalar && scalar.isBoolean()) {
            return Optional.of(scalar.text().equalsIgnoreCase("true"));
        }
        return wrong(node, path, "must be true or false, got " + node.shown());
    }

    private Optional<Object> number(Node node, String path) {
        Double value = node instanceof Scalar scalar && scalar.plain() ? parsed(scalar) : null;
        if (value == null) {
            return wrong(node, path, "must be a number, got " + node.shown());
        }
        return Optional.of(value);
    }

    /** Takes infinity and NaN too: whether they are allowed is for the record's own rules to say. */
    private static @Nullable Double parsed(Scalar scalar) {
        if (scalar.isNumber()) {
            return Double.valueOf(scalar.text());
        }
        return switch (scalar.text().toLowerCase(Locale.ROOT)) {
            case ".nan", "nan" -> Double.NaN;
            case ".inf", "+.inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-.inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private Optional<BigInteger> whole(Node node, String path, long min, long max) {
        if (!(node instanceof Scalar scalar
                && scalar.plain()
                && WHOLE.matcher(scalar.text()).matches())) {
            return wrong(node, path, "must be a whole number, got " + node.shown());
        }
        String digits = scalar.text();
        BigInteger value = digits.length() > MOST_DIGITS ? null : new BigInteger(digits);
        if (value == null
                || value.compareTo(BigInteger.valueOf(min)) < 0
                || value.compareTo(BigInteger.valueOf(max)) > 0) {
            return wrong(node, path, "must be a whole number between " + min + " and " + max + ", got " + node.shown());
        }
        return Optional.of(value);
    }

    private Optional<Object> constant(Class<?> type, Node node, String path) {
        List<Enum<?>> constants = Arrays.stream(type.getEnumConstants())
                .<Enum<?>>map(constant -> (Enum<?>) constant)
                .toList();
        if (node instanceof Scalar scalar) {
            for (Enum<?> constant : constants) {
                if (name(constant).equals(scalar.text())) {
                    return Optional.of(constant);
                }
            }
        }
        return wrong(
                node, path, oneOf(constants.stream().map(ScalarBinder::name).toList(), node));
    }

    private <T> Optional<T> wrong(Node node, String path, String message) {
        problems.add(node.at(), path + " " + message);
        return Optional.empty();
    }
}
