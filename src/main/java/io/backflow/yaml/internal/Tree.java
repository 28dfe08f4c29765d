// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.Node.Sequence;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns records back into the tree from which {@link Binder} would build them. */
public final class Tree {

    private Tree() {}

    /** Returns the tree of a record, as it stands where its class is what the setting asks for. */
    public static Mapping of(Object record) {
        return mapping(record, new LinkedHashMap<>());
    }

    /** Returns the scalars by their paths: {@code training.updater.learningRate}. */
    public static Map<String, String> leaves(Node root) {
        Map<String, String> leaves = new LinkedHashMap<>();
        collect("", root, leaves);
        return leaves;
    }

    private static void collect(String path, Node node, Map<String, String> leaves) {
        if (node instanceof Scalar scalar) {
            leaves.put(path, scalar.text());
        } else if (node instanceof Sequence sequence) {
            for (int i = 0; i < sequence.elements().size(); i++) {
                collect(path + "[" + i + "]", sequence.elements().get(i), leaves);
            }
        } else if (node instanceof Mapping mapping) {
            String prefix = path.isEmpty() ? "" : path + ".";
            mapping.entries().forEach((key, entry) -> collect(prefix + key, entry.value(), leaves));
        }
    }

    private static Mapping mapping(Object record, Map<String, Entry> entries) {
        RecordShape shape = RecordShape.of(record.getClass());
        for (Setting setting : shape.settings()) {
            Object value = setting.read(record);
            if (value != null && setting.unwrapped() && node(setting.type(), value) instanceof Mapping mapping) {
                entries.putAll(mapping.entries());
            } else if (value != null) {
                entries.put(setting.name(), entry(node(setting.type(), value)));
            }
        }
        return new Mapping(Position.NOWHERE, sorted(entries, shape.byKeyOrder()));
    }

    private static Map<String, Entry> sorted(Map<String, Entry> entries, Comparator<String> order) {
        Map<String, Entry> sorted = new LinkedHashMap<>();
        entries.keySet().stream()
                .sorted(order)
                .forEach(key -> sorted.put(key, Objects.requireNonNull(entries.get(key))));
        return sorted;
    }

    /** Goes by the declared type, as the binder does: it decides whether a record has to name its own. */
    private static Node node(Type type, Object value) {
        if (value instanceof List<?> list && type instanceof ParameterizedType listType) {
            Type elementType = listType.getActualTypeArguments()[0];
            return new Sequence(
                    Position.NOWHERE,
                    list.stream().map(element -> node(elementType, element)).toList());
        } else if (value instanceof Record) {
            if (!(type instanceof Class<?> plain && plain.isInterface())) {
                return of(value);
            }
            return value.getClass().isAnnotationPresent(io.backflow.setting.Scalar.class)
                    ? scalar(value)
                    : chosen(value);
        } else if (value instanceof String text) {
            return new Scalar(Position.NOWHERE, text, false);
        }
        return new Scalar(Position.NOWHERE, plain(value), true);
    }

    private static Node scalar(Object record) {
        Setting only = RecordShape.of(record.getClass()).settings().get(0);
        return node(only.type(), Objects.requireNonNull(only.read(record)));
    }

    private static Mapping chosen(Object record) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put(Choices.TYPE, entry(new Scalar(Position.NOWHERE, Choices.name(record.getClass()), true)));
        return mapping(record, entries);
    }

    private static String plain(Object value) {
        if (value instanceof Enum<?> constant) {
            return ScalarBinder.name(constant);
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            if (Double.isNaN(number)) {
                throw new IllegalArgumentException("NaN is no setting that can be written");
            }
            return number > 0 ? ".inf" : "-.inf";
        }
        return value.toString();
    }

    private static Entry entry(Node value) {
        return new Entry(Position.NOWHERE, value);
    }
}
