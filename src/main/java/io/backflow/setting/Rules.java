// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Collects the broken rules of one record, so that all of them are reported at once.
 *
 * <pre>{@code
 * public GlobalNorm {
 *   new Rules().positive("maxNorm", maxNorm).enforce();
 * }
 * }</pre>
 */
public final class Rules {

    private final List<InvalidSettingException.Violation> violations = new ArrayList<>();

    /** Requires a finite number greater than 0. */
    public Rules positive(String name, double value) {
        // Written so that NaN fails too.
        return require(value > 0.0 && value < Double.POSITIVE_INFINITY, name, "must be a finite number > 0", value);
    }

    /** Requires a finite number of at least 0. */
    public Rules notNegative(String name, double value) {
        return require(value >= 0.0 && value < Double.POSITIVE_INFINITY, name, "must be a finite number >= 0", value);
    }

    /** Requires a number that is neither NaN nor infinite. */
    public Rules finite(String name, double value) {
        return require(Double.isFinite(value), name, "must be a finite number", value);
    }

    /** Requires {@code min <= value <= max}. */
    public Rules between(String name, double value, double min, double max) {
        return require(
                value >= min && value <= max, name, "must be between " + plain(min) + " and " + plain(max), value);
    }

    /** Requires {@code min <= value <= max}, for whole numbers. */
    public Rules between(String name, long value, long min, long max) {
        return require(value >= min && value <= max, name, "must be between " + min + " and " + max, value);
    }

    /** Requires a whole number of at least {@code min}. */
    public Rules atLeast(String name, long value, long min) {
        return require(value >= min, name, "must be at least " + min, value);
    }

    /** Requires a text that is not blank. */
    public Rules notBlank(String name, String value) {
        return require(!value.isBlank(), name, "must not be blank", '"' + value + '"');
    }

    /** Requires a list with at least one element and without equal elements. */
    public Rules distinct(String name, Collection<?> values) {
        require(!values.isEmpty(), name, "must have at least one element", values);
        return require(values.stream().distinct().count() == values.size(), name, "must not repeat an element", values);
    }

    /**
     * Requires a condition that no other rule covers. The text {@code rule} continues the name: {@code must be ...}.
     */
    public Rules require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            violations.add(new InvalidSettingException.Violation(name, rule + ", got " + value));
        }
        return this;
    }

    /**
     * Throws if a rule was broken.
     *
     * @throws InvalidSettingException with every broken rule, if there is one
     */
    public void enforce() {
        if (!violations.isEmpty()) {
            throw new InvalidSettingException(violations);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
