// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of named, typed fields in a fixed order. A sink writes rows, and a reader gives them back.
 *
 * <p>A field is a whole number, a number, a text, a flag, a row, a list of numbers or of texts, or missing on purpose.
 */
public final class Row {

    // Values are Long, Double, BigDecimal (a rounded norm), String, Boolean, Row, a List of those scalars, or null.
    private final Map<String, @Nullable Object> fields;

    Row(Map<String, @Nullable Object> fields) {
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Returns a builder of a row without fields. */
    public static Builder builder() {
        return new Builder();
    }

    /** Adds fields in the order in which they are written. A name that is taken is refused. */
    public static final class Builder {
        private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a whole number, written exactly. */
        public Builder with(String name, long value) {
            return put(name, value);
        }

        /** Adds a number, written with all its digits. */
        public Builder with(String name, double value) {
            return put(name, value);
        }

        /** Adds a text. */
        public Builder with(String name, String value) {
            return put(name, value);
        }

        /** Adds a flag. */
        public Builder with(String name, boolean value) {
            return put(name, value);
        }

        /** Adds a row within the row. */
        public Builder with(String name, Row value) {
            return put(name, value);
        }

        /** Adds whole numbers, written exactly. */
        public Builder with(String name, long[] values) {
            return put(name, Arrays.stream(values).boxed().toList());
        }

        /** Adds numbers, written with all their digits. */
        public Builder with(String name, double[] values) {
            return put(name, Arrays.stream(values).boxed().toList());
        }

        /** Adds texts. */
        public Builder with(String name, List<String> values) {
            return put(name, List.copyOf(values));
        }

        /** Adds a norm, or a number made of norms, rounded to {@link Decimal#NORM_DIGITS} significant digits. */
        public Builder norm(String name, double value) {
            return put(name, Decimal.norm(value));
        }

        /** Adds norms, each rounded as by {@link #norm}. */
        public Builder norms(String name, double[] values) {
            return put(name, Arrays.stream(values).mapToObj(Decimal::norm).toList());
        }

        /** Adds a field without a value. */
        public Builder missing(String name) {
            return put(name, null);
        }

        /** Returns the row. */
        public Row build() {
            return new Row(fields);
        }

        Builder put(String name, @Nullable Object value) {
            if (fields.containsKey(name)) {
                throw new IllegalArgumentException("The row must not have two fields named '" + name + "'");
            }
            fields.put(name, value);
            return this;
        }
    }

    /** Returns the names of the fields, in order. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** Returns whether the row has a field of that name with a value. */
    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** Returns a whole number. */
    public long whole(String name) {
        return value(name, Long.class, "whole number");
    }

    /** Returns a number, whole or not; NaN and the infinities too. */
    public double number(String name) {
        return Decimal.parse(fields.get(name)).orElseThrow(() -> none("number", name));
    }

    /** Returns a text. */
    public String text(String name) {
        return value(name, String.class, "text");
    }

    /** Returns a flag. */
    public boolean flag(String name) {
        return value(name, Boolean.class, "flag");
    }

    /** Returns a row within this row. */
    public Row row(String name) {
        return value(name, Row.class, "row");
    }

    /** Returns numbers, whole or not. */
    public double[] numbers(String name) {
        List<?> list = value(name, List.class, "list of numbers");
        return list.stream()
                .mapToDouble(item -> Decimal.parse(item).orElseThrow(() -> none("list of numbers", name)))
                .toArray();
    }

    /** Returns texts. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : value(name, List.class, "list of texts")) {
            if (!(item instanceof String text)) {
                throw none("list of texts", name);
            }
            texts.add(text);
        }
        return texts;
    }

    /** Returns the row as one line of JSON. */
    @Override
    public String toString() {
        return JsonText.write(this);
    }

    /**
     * Returns the fields, in order. A value is a Long, a Double, a rounded BigDecimal, a String, a Boolean, a row, a
     * list of those scalars, or null.
     */
    public Map<String, @Nullable Object> fields() {
        return fields;
    }

    private <T> T value(String name, Class<T> type, String kind) {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw none(kind, name);
        }
        return type.cast(value);
    }

    private IllegalArgumentException none(String kind, String name) {
        return new IllegalArgumentException(
                "The row has no " + kind + " '" + name + "'; its fields are " + fields.keySet());
    }
}
