// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.config.internal.RuleProbe.Refusal;
import io.backflow.setting.TypeName;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import io.backflow.yaml.internal.ScalarBinder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a record, as its refusals say it: in their words, where a value of another key stands the key.
 *
 * @param type the record
 * @param key of the setting that is blamed
 * @param name what is blamed, without indices: {@code lags[]}, {@code curriculum.from}
 * @param text {@code must be between `length` and 1000000}
 * @param condition where it is a rule; empty if it always is
 * @param refusals with which it was seen
 */
record SettingRule(Class<?> type, String key, String name, String text, String condition, List<Refusal> refusals) {

    private static final Pattern INDEX = Pattern.compile("\\[[0-9]+]");
    private static final Pattern OTHER = Pattern.compile("\\b[\\w.]+\\[[0-9]+](\\.\\w+)?");
    private static final Pattern SAID_TWICE = Pattern.compile(",? (?:which is )?`(\\w+)`$");

    /** What a message says of the sample alone. */
    private static final Map<Pattern, String> OF_THE_SAMPLE = Map.of(
            Pattern.compile("(?<=^must match one of )\\[[^\\]]*]"), "[...]",
            Pattern.compile(" \\((did you mean .*|cell\\.units must .*)\\)$"), "",
            Pattern.compile("[a-z-]+/[a-z-]+/[a-z-]+"), "...",
            Pattern.compile("(?<=^must be at most )[0-9]+(?=, as no more)"), "...");

    private static final Map<Class<?>, List<SettingRule>> KNOWN = new LinkedHashMap<>();

    /** Returns the rules of a record's keys, in the order in which they were seen. */
    static List<SettingRule> of(Class<?> type) {
        List<SettingRule> known = KNOWN.get(type);
        if (known == null) {
            known = new Finder(type).rules();
            KNOWN.put(type, known);
        }
        return known;
    }

    /** Returns the rule as a table has it. */
    String shown() {
        String said = SAID_TWICE
                .matcher(text)
                .replaceFirst(found -> text.substring(0, found.start()).endsWith(found.group(1))
                        ? ""
                        : Matcher.quoteReplacement(found.group().startsWith(",") ? "" : found.group()));
        String plain = name.replace("[]", "");
        String subject = said.startsWith("must") ? "" : "`" + plain + "` ";
        String about = plain.equals(key) ? (name.endsWith("[]") ? "each " : subject) : "`" + plain + "` ";
        return (condition.isEmpty() ? "" : condition + ": ") + about + said;
    }

    /** Finds the rules of one record among its refusals. */
    private static final class Finder {

        private final Class<?> type;
        private final RuleProbe probe;
        private final List<Setting> settings;
        private final Map<String, Set<String>> templates = new LinkedHashMap<>();

        Finder(Class<?> type) {
            this.type = type;
            this.probe = RuleProbe.of(type);
            this.settings = RecordShape.of(type).flattened();
        }

        List<SettingRule> rules() {
            probe.refusals().forEach(this::learn);
            templates.values().removeIf(seen -> seen.size() < 2);
            Map<List<String>, List<Refusal>> groups = new LinkedHashMap<>();
            for (Refusal refusal : probe.refusals()) {
                String name = INDEX.matcher(refusal.name()).replaceAll("[]");
                groups.computeIfAbsent(List.of(name, text(refusal)), none -> new ArrayList<>())
                        .add(refusal);
            }
            List<SettingRule> rules = new ArrayList<>();
            groups.forEach((group, refusals) -> {
                String key = group.get(0).split("[.\\[]", 2)[0];
                String condition = condition(key, group.get(1), refusals);
                rules.add(new SettingRule(type, key, group.get(0), group.get(1), condition, refusals));
            });
            return rules;
        }

        /** Notes what a rule would be if the values of other keys stood in it on purpose. */
        private void learn(Refusal refusal) {
            for (Setting setting : settings) {
                for (String shown : shownAs(valueOf(setting.name(), refusal))) {
                    for (String template : templates(refusal.rule(), shown, setting.name())) {
                        if (!refusal.name().equals(setting.name())) {
                            templates
                                    .computeIfAbsent(shape(refusal.name(), template), none -> new HashSet<>())
                                    .add(shown);
                        }
                    }
                }
            }
        }

        private @Nullable Object valueOf(String key, Refusal refusal) {
            return refusal.changes().containsKey(key)
                    ? refusal.changes().get(key)
                    : probe.base().get(key);
        }

        private String text(Refusal refusal) {
            String text = refusal.rule();
            for (Setting setting : settings) {
                for (String shown : shownAs(valueOf(setting.name(), refusal))) {
                    for (String template : templates(text, shown, setting.name())) {
                        if (templates.containsKey(shape(refusal.name(), template))) {
                            text = template;
                        }
                    }
                }
            }
            String plain = OTHER.matcher(text).replaceAll("any other");
            for (Map.Entry<Pattern, String> words : OF_THE_SAMPLE.entrySet()) {
                plain = words.getKey().matcher(plain).replaceAll(words.getValue());
            }
            return plain;
        }

        /** A rule that differs in another bound alone is made in the same way. */
        private static String shape(String name, String template) {
            return name + " " + template.replaceAll("[0-9]+", "#");
        }

        /** Returns the texts with a key in place of its value, once each. */
        private static List<String> templates(String rule, String value, String key) {
            List<String> templates = new ArrayList<>();
            if (!rule.contains(value)) {
                return templates;
            }
            Matcher found = Pattern.compile("(?<![\\w.`-])" + Pattern.quote(value) + "(?![\\w`]|\\.\\d)")
                    .matcher(rule);
            while (found.find()) {
                templates.add(rule.substring(0, found.start()) + "`" + key + "`" + rule.substring(found.end()));
            }
            return templates;
        }

        /** Returns what a value may look like in a message. */
        private static List<String> shownAs(@Nullable Object value) {
            if (value instanceof Number number) {
                boolean whole = number.doubleValue() == Math.rint(number.doubleValue())
                        && Math.abs(number.doubleValue()) < 1e15;
                return whole
                        ? List.of(String.valueOf(value), String.valueOf(number.longValue()))
                        : List.of(value.toString());
            }
            return value instanceof Record record && record.getClass().isAnnotationPresent(TypeName.class)
                    ? List.of(Choices.name(record.getClass()))
                    : List.of();
        }

        /**
         * Returns with which values of other keys it is a rule: those without which it was not broken.
         *
         * <p>Of two keys that had to be changed, one is blamed; the other is the condition. Where one was enough, the
         * others are held against it one by one.
         */
        private String condition(String key, String text, List<Refusal> refusals) {
            List<Map<String, @Nullable Object>> alone = refusals.stream()
                    .map(Refusal::changes)
                    .filter(changes -> changes.size() == 1 && changes.containsKey(key))
                    .toList();
            Set<String> conditions = new LinkedHashSet<>();
            for (Setting other : settings) {
                boolean matters = !alone.isEmpty()
                        || refusals.stream()
                                .allMatch(refusal -> refusal.changes().containsKey(other.name()));
                boolean tried =
                        alone.isEmpty() || alone.stream().anyMatch(changes -> !probe.isExtra(key, changes.get(key)));
                if (matters && tried && !other.name().equals(key) && other.type() instanceof Class<?> plain) {
                    condition(other, plain, text, refusals, alone.isEmpty()).ifPresent(conditions::add);
                }
            }
            return String.join(" and ", conditions);
        }

        private Optional<String> condition(
                Setting other, Class<?> plain, String text, List<Refusal> refusals, boolean onlyTogether) {
            boolean listed = plain.isEnum() || plain == boolean.class || plain == Boolean.class;
            Set<String> all = new LinkedHashSet<>();
            probe.tried(other.name()).forEach(value -> all.add(kind(value, listed)));
            Set<String> seen = new LinkedHashSet<>();
            refusals.stream()
                    .filter(refusal -> refusal.changes().containsKey(other.name()))
                    .forEach(refusal -> seen.add(kind(valueOf(other.name(), refusal), listed)));
            if (!onlyTogether) {
                seen.add(kind(probe.base().get(other.name()), listed));
            }
            boolean spoken = speaksOf(text, other.name()) || all.stream().anyMatch(value -> speaksOf(text, value));
            if (spoken || seen.containsAll(all) || (!listed && !other.nullable())) {
                return Optional.empty();
            }
            if (listed) {
                return Optional.of("with `" + other.name() + "` " + String.join(" or ", seen));
            }
            return Optional.of((seen.contains("none") ? "without `" : "with `") + other.name() + "`");
        }

        private static boolean speaksOf(String text, String word) {
            return Pattern.compile("\\b" + Pattern.quote(word) + "s?\\b", Pattern.CASE_INSENSITIVE)
                    .matcher(text.toLowerCase(Locale.ROOT))
                    .find();
        }

        private static String kind(@Nullable Object value, boolean listed) {
            if (value == null) {
                return "none";
            }
            return value instanceof Enum<?> constant ? ScalarBinder.name(constant) : listed ? value.toString() : "some";
        }
    }
}
