// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static java.util.Map.entry;

import io.backflow.clipping.policy.GroupClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.internal.search.SearchConfig;
import io.backflow.config.internal.search.SearchKey;
import io.backflow.flow.FlowConfig;
import io.backflow.record.SinkConfig;
import io.backflow.setting.Scalar;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Values of settings that rules are looked for with: within and beyond every bound, each choice, nothing.
 *
 * <p>They need not be allowed; a record among them is, since it could not be constructed otherwise.
 */
final class SampleValues {

    /** Whole numbers and numbers that no bound is made of: where one stands in a rule, it is a setting's value. */
    static final int WHOLE = 37;

    static final double NUMBER = 0.37;

    private static final List<Long> WHOLES =
            List.of(-2_000_000_000L, -1L, 0L, 1L, 2L, 3L, (long) WHOLE, 2_000_000_000L);

    private static final List<Double> NUMBERS =
            List.of(-1e300, -1.0, 0.0, NUMBER, 0.7, 1.0, (double) WHOLE, 1e300, Double.POSITIVE_INFINITY, Double.NaN);

    private static final List<String> TEXTS = List.of("", "x", ",", " ", "A B", "[", "\0", "http://a:b@c");

    private static final GroupClipping GROUPS =
            new GroupClipping(List.of(new GroupClipping.Group("*/RW", new NoClipping())));

    /** Values that break or keep what no sample does, by record and key. */
    private static final Map<String, List<Object>> MORE = Map.ofEntries(
            entry("Group.policy", List.of(new NoClipping(), GROUPS)),
            entry("GroupClipping.otherwise", List.of(new NoClipping(), GROUPS)),
            entry("GroupClipping.groups", List.of(List.of(new GroupClipping.Group("*", GROUPS)))),
            entry("RunSettings.flow", List.of(FlowConfig.NONE)),
            entry(
                    "RunSettings.recording",
                    List.of(recording("{measure: [gates]}"), recording("{sinks: [{type: csv, directory: /tmp}]}"))),
            entry(
                    "JobConfig.training",
                    List.of(
                            training("{epochs: 1}"),
                            training("{iterations: 1, batching: shuffled, stateful: true}"),
                            training("{iterations: 1, accumulate: 2}"))),
            entry(
                    "RecordingConfig.sinks",
                    List.of(
                            List.of(new SinkConfig.CsvFile("config.yaml")),
                            List.of(new SinkConfig.CsvFile("a"), new SinkConfig.CsvFile("a/clipping.csv")),
                            List.of(new SinkConfig.CsvFile("a/clipping.csv/b"), new SinkConfig.CsvFile("a")))),
            entry(
                    "ComparisonConfig.search",
                    List.of(
                            search(key("cell.units", 2, 3)),
                            search(key("cell.unit", 2, 3)),
                            search(key("cell.forgetBias", 2, 3)),
                            search(key("cell.units", 0, 3)),
                            search(range("weights", 2.0, 3.0)),
                            search(range("cell.units", 2.0, 3.5)),
                            search(range("cell.units", 2.0, 3.0)))),
            entry(
                    "SearchConfig.keys",
                    List.of(
                            List.of(range("units", 2.0, 3.0)),
                            List.of(key(
                                    "units",
                                    IntStream.rangeClosed(0, 1000).boxed().toArray())))));

    /** Of more choices than these, each is one sample; of fewer, each with several settings. */
    private static final int FEW = 7;

    private static final Map<Type, List<Object>> KNOWN = new LinkedHashMap<>();

    /** Interfaces whose choices are being made, each of which may have settings of the same interface. */
    private static final Set<Type> OPEN = new HashSet<>();

    private SampleValues() {}

    private static RecordingConfig recording(String yaml) {
        return Yaml.bind(RecordingConfig.class, yaml);
    }

    private static TrainingConfig training(String yaml) {
        return Yaml.bind(TrainingConfig.class, yaml);
    }

    private static SearchConfig search(SearchKey key) {
        return new SearchConfig(null, List.of(key), key.values() == null ? 10 : null, null, null);
    }

    @SuppressWarnings("NullAway") // which reads no annotation of a nested type from a class file
    private static SearchKey key(String key, Object... values) {
        return new SearchKey(key, List.of(values), null, null, null);
    }

    @SuppressWarnings("NullAway")
    private static SearchKey range(String key, double from, double to) {
        return new SearchKey(key, null, from, to, null);
    }

    /** Returns a record that is allowed, as YAML: that of the reference, but a range where most rules are of one. */
    static String allowed(Class<?> type) {
        if (type == SearchKey.class) {
            return "{key: training.updater.learningRate, from: 0.001, to: 0.01}";
        }
        String yaml = String.join("\n", ReferenceGenerator.linesOf(type));
        return yaml.isBlank() ? "{}" : yaml;
    }

    /** Returns values of more than two keys that break a rule together. */
    static List<Map<String, @Nullable Object>> together(Class<?> type) {
        if (type != SearchKey.class) {
            return List.of();
        }
        Map<String, @Nullable Object> noRange = new LinkedHashMap<>();
        noRange.put("from", null);
        noRange.put("to", null);
        noRange.put("values", List.of(1L, 2L));
        noRange.put("scale", SearchKey.Scale.LOG);
        return List.of(noRange);
    }

    /** Returns values of a setting; one is null if it may be left out. */
    static List<@Nullable Object> of(Setting setting) {
        List<@Nullable Object> values = new ArrayList<>();
        if (setting.nullable()) {
            values.add(null);
        }
        values.addAll(known(setting.type()));
        values.addAll(more(setting));
        return values;
    }

    /** Returns whether a value is there for a rule that no other sample breaks. */
    static boolean isExtra(Setting setting, @Nullable Object value) {
        return value != null && more(setting).contains(value);
    }

    private static List<Object> more(Setting setting) {
        String place = setting.component().getDeclaringRecord().getSimpleName() + "." + setting.name();
        return MORE.getOrDefault(place, List.of());
    }

    private static List<Object> known(Type type) {
        List<Object> values = KNOWN.get(type);
        if (values == null) {
            values = of(type);
            if (!OPEN.contains(type)) {
                KNOWN.put(type, values);
            }
        }
        return values;
    }

    private static List<Object> of(Type type) {
        if (type instanceof ParameterizedType list) {
            return lists(of(list.getActualTypeArguments()[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == Integer.class) {
            return WHOLES.stream().map(value -> (Object) value.intValue()).toList();
        } else if (plain == long.class || plain == Long.class) {
            return List.copyOf(WHOLES);
        } else if (plain == double.class || plain == Double.class) {
            return List.copyOf(NUMBERS);
        } else if (plain == boolean.class || plain == Boolean.class) {
            return List.of(true, false);
        } else if (plain == String.class) {
            return List.copyOf(TEXTS);
        } else if (plain == Object.class) {
            return List.of("x", 1L, 2L);
        } else if (plain.isEnum()) {
            return List.of(plain.getEnumConstants());
        } else if (plain.isInterface()) {
            return choices(Choices.of(plain), plain);
        }
        return records(plain);
    }

    private static List<Object> choices(Choices choices, Class<?> type) {
        if (!OPEN.add(type)) {
            return choices.scalar() == null ? List.of() : records(choices.scalar());
        }
        List<Object> values = new ArrayList<>();
        for (String name : choices.names()) {
            List<Object> records = records(Objects.requireNonNull(choices.get(name)));
            values.addAll(choices.names().size() > FEW ? records.subList(0, 1) : records);
        }
        OPEN.remove(type);
        return values;
    }

    private static List<Object> lists(List<Object> elements) {
        List<Object> lists = new ArrayList<>();
        lists.add(List.of());
        elements.forEach(element -> lists.add(List.of(element)));
        lists.add(List.of(elements.get(0), elements.get(0)));
        if (elements.size() > 1) {
            lists.add(List.of(elements.get(0), elements.get(1)));
        }
        return lists;
    }

    private static List<Object> records(Class<?> type) {
        if (type.isAnnotationPresent(Scalar.class)) { // its rules are those of whoever holds it
            Setting only = RecordShape.of(type).settings().get(0);
            return of(only.type()).stream()
                    .map(value -> Construction.of(type, Arrays.asList(new Object[] {value})))
                    .toList();
        }
        return RuleProbe.of(type).allowed();
    }
}
