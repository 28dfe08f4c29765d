// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record by its components, under their names and in their order.
 *
 * <p>A component is a number, a flag, a text, an enum constant (its name in lower case), a record or a map of these (a
 * row), or an array or list of numbers or texts. Numbers have all their digits. Nothing, be it null or an empty
 * optional, is left out. In a table stand the numbers: a list as a series by time step, a single one without a step.
 */
public final class ComponentRows implements PartRows {

    private final String name;
    private final Record record;

    public ComponentRows(String name, Record record) {
        this.name = name;
        this.record = record;
    }

    @Override
    public void addTo(Row.Builder row) {
        row.with(name, row());
    }

    Row row() {
        return row(record);
    }

    private static Row row(Record record) {
        Row.Builder row = Row.builder();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            add(row, component.getName(), value(record, component));
        }
        return row.build();
    }

    private static Row row(Map<?, ?> map) {
        Row.Builder row = Row.builder();
        map.forEach((key, value) -> add(row, String.valueOf(key), present(value)));
        return row.build();
    }

    private static @Nullable Object value(Record record, RecordComponent component) {
        Method accessor = component.getAccessor();
        try {
            accessor.setAccessible(true); // a host's record may be private
            return present(accessor.invoke(record));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot read " + accessor, e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Cannot read " + accessor, e.getCause());
        }
    }

    private static @Nullable Object present(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? (Object) optional.getAsDouble() : null;
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? (Object) optional.getAsInt() : null;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? (Object) optional.getAsLong() : null;
        }
        return value;
    }

    private static void add(Row.Builder row, String name, @Nullable Object value) {
        if (value instanceof Record record) {
            row.with(name, row(record));
        } else if (value instanceof Map<?, ?> map) {
            row.with(name, row(map));
        } else if (value instanceof Float || value instanceof Double) {
            row.with(name, ((Number) value).doubleValue());
        } else if (value instanceof Number whole) {
            row.with(name, whole.longValue());
        } else if (value instanceof Boolean flag) {
            row.with(name, flag);
        } else if (value instanceof Enum<?> constant) {
            row.with(name, constant.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof CharSequence text) {
            row.with(name, text.toString());
        } else if (value != null) {
            addList(row, name, value);
        }
    }

    private static void addList(Row.Builder row, String name, Object value) {
        if (value instanceof int[] || value instanceof long[]) {
            row.with(
                    name,
                    value instanceof int[] ints
                            ? Arrays.stream(ints).asLongStream().toArray()
                            : (long[]) value);
        } else if (numbers(value).isPresent()) {
            row.with(name, numbers(value).get());
        } else if (value instanceof Collection<?> texts
                && texts.stream().allMatch(text -> text instanceof CharSequence)) {
            row.with(name, texts.stream().map(String::valueOf).toList());
        } else {
            throw new IllegalArgumentException("The component '" + name
                    + "' must be a number, a flag, a text, a record, a map, or a list of numbers or of texts, got "
                    + value.getClass().getName());
        }
    }

    private static Optional<double[]> numbers(@Nullable Object value) {
        if (value instanceof double[] doubles) {
            return Optional.of(doubles.clone());
        }
        if (value instanceof float[] floats) {
            double[] wide = new double[floats.length];
            for (int i = 0; i < floats.length; i++) {
                wide[i] = floats[i];
            }
            return Optional.of(wide);
        }
        if (value instanceof List<?> list && list.stream().allMatch(item -> item instanceof Number)) {
            return Optional.of(list.stream()
                    .mapToDouble(item -> ((Number) item).doubleValue())
                    .toArray());
        }
        return Optional.empty();
    }

    @Override
    public void table(Series series) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(record, component);
            String label = name + "." + component.getName();
            if (value instanceof Number number) {
                series.value(label, null, null, number.doubleValue());
            } else {
                numbers(value).ifPresent(values -> series.steps(label, values));
            }
        }
    }
}
