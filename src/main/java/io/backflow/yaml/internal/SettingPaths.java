// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of a configuration record by their paths, such as {@code training.updater.learningRate}. */
public final class SettingPaths {

    private SettingPaths() {}

    /**
     * Returns the type of every setting that one value can be given to: of scalars, those that are absent included, and
     * of choices, whose value is a name.
     */
    public static Map<String, Class<?>> of(Record config) {
        Map<String, Class<?>> paths = new LinkedHashMap<>();
        collect("", config, paths);
        return paths;
    }

    private static void collect(String prefix, Object owner, Map<String, Class<?>> paths) {
        for (Setting setting : RecordShape.of(owner.getClass()).settings()) {
            if (!(setting.type() instanceof Class<?> type)) {
                continue; // a list has no single value
            }
            Object value = setting.read(owner);
            String path = prefix + setting.name();
            if (!setting.unwrapped() && (ScalarBinder.binds(type) || type.isInterface())) {
                paths.put(path, type);
            }
            if (value instanceof Record inner
                    && !inner.getClass().isAnnotationPresent(io.backflow.setting.Scalar.class)) {
                collect(setting.unwrapped() ? prefix : path + ".", inner, paths);
            }
        }
    }

    /** Returns the path that is most like one that does not exist; null if none is. */
    public static @Nullable String nearest(String path, Collection<String> paths) {
        return Suggestion.nearest(path, paths);
    }

    /**
     * Returns the record with other values of some settings. A choice is made first, and has defaults but for settings
     * of its own that are given too.
     *
     * @param values whole numbers, numbers, booleans and names by paths
     * @throws ConfigException with every rule that the values break
     */
    public static <T extends Record> T with(T config, Map<String, ?> values) {
        Mapping tree = Tree.of(config);
        for (String path : values.keySet().stream()
                .sorted(Comparator.comparingInt(String::length))
                .toList()) {
            tree = put(tree, List.of(path.split("\\.", -1)), scalar(values.get(path)));
        }
        Problems problems = new Problems(ConfigSource.of("changed", ""));
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) config.getClass();
        return new Binder(problems, NameAdvice.NONE).bind(type, tree);
    }

    private static Scalar scalar(@Nullable Object value) {
        return new Scalar(Position.NOWHERE, String.valueOf(value), !(value instanceof String));
    }

    private static Mapping put(Mapping mapping, List<String> steps, Node value) {
        Map<String, Entry> entries = new LinkedHashMap<>(mapping.entries());
        String key = steps.get(0);
        Node changed = steps.size() == 1 ? value : put(inside(entries.get(key)), steps.subList(1, steps.size()), value);
        entries.put(key, new Entry(Position.NOWHERE, changed));
        return new Mapping(Position.NOWHERE, entries);
    }

    /** Returns what is under a key as a mapping, which a choice in its short form is not. */
    private static Mapping inside(@Nullable Entry entry) {
        if (entry != null && entry.value() instanceof Mapping mapping) {
            return mapping;
        }
        return new Mapping(
                Position.NOWHERE,
                entry == null ? Map.of() : Map.of(Choices.TYPE, new Entry(Position.NOWHERE, entry.value())));
    }
}
