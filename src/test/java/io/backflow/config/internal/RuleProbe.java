// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.InvalidSettingException.Violation;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record refuses, observed: a record that is allowed is constructed again with the sample values of each key,
 * and of each two keys, in place of its own.
 */
final class RuleProbe {

    /** Samples of a record of which every pair is tried. */
    private static final int SMALL = 60;

    private static final Map<Class<?>, RuleProbe> KNOWN = new HashMap<>();

    /**
     * A rule that was broken.
     *
     * @param name of the setting that is blamed, as the message has it
     * @param rule in the words of the message, without the value
     * @param changes the values that a key, or two, had in place of those of the allowed record
     */
    record Refusal(String name, String rule, Map<String, @Nullable Object> changes) {}

    /**
     * A value of a key.
     *
     * @param alone the rules that are broken with it where all else is as it was
     * @param telling whether it breaks none, or other ones than every earlier value
     * @param unchanged whether the record has it already
     * @param extra whether it was given for a rule that no other sample breaks
     * @param variant whether it is one of many of its kind: a record that differs from another sample in one key, a
     *     list or a text after the first few
     */
    private record Sample(
            @Nullable Object value,
            List<Violation> alone,
            boolean telling,
            boolean unchanged,
            boolean extra,
            boolean variant) {

        boolean isSimple() {
            return value == null || value instanceof Enum<?> || value instanceof Boolean;
        }

        boolean isAllowed() {
            return alone.isEmpty();
        }
    }

    private final Class<?> type;
    private final Map<String, @Nullable Object> base;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();

    private RuleProbe(Class<?> type) {
        this.type = type;
        this.base = Construction.values(Yaml.bind(type.asSubclass(Record.class), SampleValues.allowed(type)));
        for (Setting setting : RecordShape.of(type).flattened()) {
            samples.put(setting.name(), samples(setting));
        }
    }

    private List<Sample> samples(Setting setting) {
        List<Sample> found = new ArrayList<>();
        Set<Class<?>> classes = new HashSet<>();
        Set<List<Refusal>> broken = new HashSet<>();
        for (@Nullable Object value : SampleValues.of(setting)) {
            List<Violation> alone = Construction.violations(type, with(change(setting.name(), value)));
            boolean variant = (value instanceof Record && !classes.add(value.getClass()))
                    || ((value instanceof String || value instanceof List) && found.size() > 3);
            boolean unchanged = Objects.equals(value, base.get(setting.name()));
            boolean extra = SampleValues.isExtra(setting, value);
            boolean telling = alone.isEmpty() || broken.add(refusals(alone, Map.of())) || extra;
            found.add(new Sample(value, alone, telling, unchanged, extra, variant));
        }
        return found;
    }

    static RuleProbe of(Class<?> type) {
        RuleProbe known = KNOWN.get(type);
        if (known == null) {
            known = new RuleProbe(type);
            KNOWN.put(type, known);
        }
        return known;
    }

    Map<String, @Nullable Object> base() {
        return base;
    }

    private List<Sample> samplesOf(String key) {
        return Objects.requireNonNull(samples.get(key));
    }

    /** Returns whether a value was tried with few values of other keys. */
    boolean isExtra(String key, @Nullable Object value) {
        return samplesOf(key).stream().anyMatch(sample -> sample.extra() && Objects.equals(sample.value(), value));
    }

    /** Returns all values with which a key was tried, allowed or not. */
    List<@Nullable Object> all(String key) {
        List<@Nullable Object> values = new ArrayList<>();
        samples.getOrDefault(key, List.of()).forEach(sample -> values.add(sample.value()));
        return values;
    }

    private List<@Nullable Object> allowed(String key) {
        List<@Nullable Object> values = new ArrayList<>();
        samples.getOrDefault(key, List.of()).stream()
                .filter(Sample::isAllowed)
                .forEach(sample -> values.add(sample.value()));
        return values;
    }

    /**
     * Returns records that are allowed, for the samples of the record around them: the one, and those that differ from
     * it in what a rule of another record may ask for.
     */
    List<Object> allowed() {
        Set<Object> records = new LinkedHashSet<>(List.of(Construction.of(type, base)));
        samples.keySet()
                .forEach(key -> telling(allowed(key))
                        .forEach(value -> records.add(Construction.of(type, with(change(key, value))))));
        return List.copyOf(records);
    }

    /** Returns whether a key is there, which constant or record it is, and of numbers one. */
    private static List<@Nullable Object> telling(List<@Nullable Object> values) {
        Map<Object, @Nullable Object> kinds = new LinkedHashMap<>();
        for (@Nullable Object value : values) {
            Object kind = value instanceof Enum<?> || value instanceof Boolean
                    ? value
                    : value == null ? "none" : value.getClass();
            if (!(value instanceof String)) {
                kinds.put(kind, value); // the last of a class
            }
        }
        return new ArrayList<>(kinds.values());
    }

    /** Returns what is refused with one key changed, and with two, one of which may have its value alone. */
    List<Refusal> refusals() {
        if (refusals.isEmpty()) {
            samples.forEach((key, values) ->
                    values.forEach(sample -> refusals.addAll(refusals(sample.alone(), change(key, sample.value())))));
            SampleValues.together(type)
                    .forEach(several ->
                            refusals.addAll(refusals(Construction.violations(type, with(several)), several)));
            List<String> keys = List.copyOf(samples.keySet());
            for (int i = 0; i < keys.size(); i++) {
                for (String second : keys.subList(i + 1, keys.size())) {
                    observePairs(keys.get(i), second);
                }
            }
        }
        return refusals;
    }

    private void observePairs(String key, String second) {
        for (Sample one : samplesOf(key)) {
            for (Sample other : samplesOf(second)) {
                if (isTried(one, other)) {
                    Map<String, @Nullable Object> two = change(key, one.value());
                    two.put(second, other.value());
                    refusals.addAll(refusals(Construction.violations(type, with(two)), two));
                }
            }
        }
    }

    /** Of a small record every pair is tried; of a large one those that may say something new. */
    private boolean isTried(Sample one, Sample other) {
        if (one.unchanged() || other.unchanged()) {
            return false;
        }
        return size() < SMALL
                || (one.telling()
                        && other.telling()
                        && (one.isAllowed() || other.isAllowed())
                        && !(one.variant() && other.variant())
                        && !(one.extra() && !other.isSimple())
                        && !(other.extra() && !one.isSimple()));
    }

    private int size() {
        return samples.values().stream().mapToInt(List::size).sum();
    }

    /** Returns the values with which a key may stand in the allowed record and every other key was tried. */
    List<@Nullable Object> tried(String key) {
        List<@Nullable Object> values = new ArrayList<>();
        samplesOf(key).stream()
                .filter(sample -> sample.isAllowed() && !sample.variant() && !sample.extra())
                .forEach(sample -> values.add(sample.value()));
        return values;
    }

    private static List<Refusal> refusals(List<Violation> violations, Map<String, @Nullable Object> changes) {
        return violations.stream()
                .map(violation -> new Refusal(
                        violation.name(), violation.rule().replaceFirst("(?s), got (?:(?!, got ).)*$", ""), changes))
                .toList();
    }

    private static Map<String, @Nullable Object> change(String key, @Nullable Object value) {
        Map<String, @Nullable Object> change = new LinkedHashMap<>();
        change.put(key, value);
        return change;
    }

    private Map<String, @Nullable Object> with(Map<String, @Nullable Object> changes) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(base);
        values.putAll(changes);
        return values;
    }
}
