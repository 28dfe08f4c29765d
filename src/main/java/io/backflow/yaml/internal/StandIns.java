// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values of every kind that a type has, one of which a broken setting would have had.
 *
 * <p>A rule that is broken with each of them does not depend on the setting. So where a kind cannot be made, there are
 * none.
 */
final class StandIns {

    private static final List<Integer> WHOLES = List.of(0, 1, 100, 1_000_000);
    private static final List<Double> NUMBERS = List.of(0.0, 0.5, 1.0, 1e6);
    private static final Place NOWHERE = new Place("", Position.NOWHERE);

    /** The choices that are being made, each of which may be asked for again inside itself. */
    private final Set<Class<?>> open = new HashSet<>();

    /** Returns values of a setting. */
    List<Object> of(Setting setting) {
        List<Object> values = new ArrayList<>(of(setting.type()));
        if (setting.defaultYaml() != null) {
            Node yaml = NodeComposer.composeDefault(setting.defaultYaml(), Position.NOWHERE);
            Bound bound = quietly().value(setting.type(), yaml, NOWHERE);
            if (bound.whole() && !values.contains(bound.value())) {
                values.add(Objects.requireNonNull(bound.value()));
            }
        }
        return values;
    }

    private List<Object> of(Type type) {
        if (type instanceof ParameterizedType list) {
            return lists(of(list.getActualTypeArguments()[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == Integer.class) {
            return List.copyOf(WHOLES);
        } else if (plain == long.class || plain == Long.class) {
            return WHOLES.stream().map(whole -> (Object) whole.longValue()).toList();
        } else if (plain == double.class || plain == Double.class) {
            return List.copyOf(NUMBERS);
        } else if (plain == boolean.class || plain == Boolean.class) {
            return List.of(true, false);
        } else if (plain == String.class) {
            return List.of("x", "");
        } else if (plain == Object.class) {
            return List.of("x", 1L);
        } else if (plain.isEnum()) {
            return List.of(plain.getEnumConstants());
        }
        return plain.isRecord() ? ofRecord(plain) : of(Choices.of(plain));
    }

    private static List<Object> lists(List<Object> elements) {
        List<Object> lists = new ArrayList<>(List.of(List.of()));
        elements.forEach(element -> lists.add(List.of(element)));
        if (elements.size() > 1) {
            lists.add(List.of(elements.get(0), elements.get(1)));
        }
        return lists;
    }

    /** Returns records of all choices; none if one of them cannot be made. */
    List<Object> of(Choices choices) {
        if (!open.add(choices.type())) {
            Class<?> scalar = choices.scalar();
            return scalar == null ? List.of() : ofRecord(scalar);
        }
        try {
            List<Object> all = new ArrayList<>();
            for (String name : choices.names()) {
                List<Object> records = ofRecord(Objects.requireNonNull(choices.get(name)));
                if (records.isEmpty()) {
                    return List.of();
                }
                all.addAll(records);
            }
            return all;
        } finally {
            open.remove(choices.type());
        }
    }

    /** Returns records with every default and stand-ins for what has none. */
    private List<Object> ofRecord(Class<?> type) {
        Bound bound = quietly().value(type, new Mapping(Position.NOWHERE, Map.of()), NOWHERE);
        List<Object> records = new ArrayList<>();
        for (@Nullable Object candidate : bound.candidates()) {
            records.add(Objects.requireNonNull(candidate));
        }
        return records;
    }

    private Binder quietly() {
        return new Binder(new Problems(ConfigSource.of("", "")), NameAdvice.NONE, this);
    }
}
