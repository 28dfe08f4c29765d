// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.RuleProbe.Refusal;
import io.backflow.data.internal.task.Lengths;
import io.backflow.data.internal.task.TemporalOrderConfig;
import io.backflow.setting.InvalidSettingException;
import io.backflow.setting.InvalidSettingException.Violation;
import io.backflow.setting.Scalar;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.Problem;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds every rule of the page against the record that it is a rule of. */
class SettingRuleTest {

    private static final Pattern OF_BOUNDS = Pattern.compile(
            "^must be (a finite |between |at (least|most) [0-9`](?!.*, or )|over |less than |above |one of )");

    /** Where the keys of a record are that stands in no place of its own. */
    private static final Map<Class<?>, Class<?>> OWNERS =
            Map.of(RunSettings.class, JobConfig.class, Lengths.class, TemporalOrderConfig.class);

    private static final Pattern CALL = Pattern.compile("\\.(\\w+)\\(\\s*\"(\\w+)\",");

    /** Contexts in which a refusal is looked for: many are much the same. */
    private static final int CONTEXTS = 5;

    /** Contexts in which a value may be accepted. */
    private static final int MOST_CONTEXTS = 100;

    @Test
    void everyBoundIsWhereTheRuleSaysItIs() {
        List<String> unknown = new ArrayList<>();
        List<Class<?>> types = DefaultsTest.records()
                .filter(type -> !type.isAnnotationPresent(Scalar.class))
                .toList();
        int checked = 0;
        for (Class<?> type : types) {
            for (SettingRule rule : SettingRule.of(type)) {
                Held held = new Held(rule);
                if (held.check()) {
                    checked++;
                } else if (OF_BOUNDS.matcher(rule.text()).find()) {
                    unknown.add(type.getSimpleName() + "." + rule.name() + " " + rule.text());
                }
            }
        }
        assertThat(checked).isGreaterThan(150);
        assertThat(unknown).as("rules of bounds that this test cannot read").isEmpty();
    }

    /** Rules that the program has and no file can break, of what only host projects have or a built network shows. */
    private static final Set<String> OF_NO_FILE = Set.of(
            "must not be the norms, which recording.every and scale record",
            "must be measured by a schedule of its own, being a quantity of gradients",
            "must be a quantity of gradients or of layers",
            "must be left out or have every: 0",
            "must have no quantity of layers");

    /** What no sample breaks would not be on the page: so the words of all rules in the sources are looked for. */
    @Test
    void noRuleOfTheSourcesIsMissing() throws IOException {
        Set<String> shown = new HashSet<>();
        DefaultsTest.records()
                .filter(type -> !type.isAnnotationPresent(Scalar.class))
                .forEach(type -> SettingRule.of(type).forEach(rule -> shown.add(rule.text())));
        String all = String.join("\n", shown);
        List<String> missing = new ArrayList<>();
        int found = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String source = Files.readString(file);
                Matcher words =
                        Pattern.compile("\"((?:must|and|or|are) [^\"]*)\"").matcher(source);
                while (source.contains(".setting.Rules;") && words.find()) {
                    String word = words.group(1).strip();
                    found++;
                    if (!all.contains(word) && !OF_NO_FILE.contains(word)) {
                        missing.add(file.getFileName() + ": " + word);
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(80);
        assertThat(missing).isEmpty();
    }

    /** Nor is one that has the words of many others: what a record's source requires of a key is a rule of that key. */
    @Test
    void noCallOfTheRulesIsMissing() throws IOException {
        Map<String, String> words = Map.of(
                "positive", "must be a finite number > 0",
                "notNegative", "must be a finite number >= 0",
                "finite", "must be a finite number",
                "between", "must be between ",
                "atLeast", "must be at least ",
                "notBlank", "must not be blank",
                "distinct", "must not repeat an element");
        int found = 0;
        for (Class<?> type : DefaultsTest.records().toList()) {
            List<String> keys =
                    RecordShape.of(type).flattened().stream().map(Setting::name).toList();
            for (MatchResult call :
                    CALL.matcher(SourceComments.body(type)).results().toList()) {
                String said = words.get(call.group(1));
                if (said != null && keys.contains(call.group(2))) {
                    found++;
                    assertThat(SettingRule.of(OWNERS.getOrDefault(type, type)))
                            .as("%s of %s in %s", call.group(1), call.group(2), type)
                            .anyMatch(rule -> rule.key().equals(call.group(2))
                                    && rule.text().startsWith(said));
                }
            }
        }
        assertThat(found).isGreaterThan(80);
    }

    /** Names that a key may have are those that the binder takes. */
    @Test
    void everyNameOfAnEnumIsTaken() {
        List<Class<?>> types = DefaultsTest.records().toList();
        int checked = 0;
        for (Class<?> type : types) {
            for (Setting setting : RecordShape.of(type).flattened()) {
                if (setting.type() instanceof Class<?> plain && plain.isEnum()) {
                    List<String> names = List.of(
                            ConfigurationPage.names(plain).replace("`", "").split(", "));
                    String key = setting.name();
                    assertThat(problem(type, key, "no-such")).contains("must be one of " + names);
                    names.forEach(name ->
                            assertThat(problem(type, key, name)).as(name).doesNotContain("must be one of"));
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    private static String problem(Class<?> type, String key, String value) {
        try {
            Yaml.bind(type.asSubclass(Record.class), String.join("\n", withValue(type, key, value)));
            return "";
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(Problem::message)
                    .filter(message -> message.startsWith(key + " "))
                    .collect(Collectors.joining());
        }
    }

    private static List<String> withValue(Class<?> type, String key, String value) {
        List<String> changed = new ArrayList<>(List.of(key + ": " + value));
        boolean inside = false;
        for (String line : ReferenceGenerator.linesOf(type)) {
            inside = line.startsWith(key + ":") || (inside && line.startsWith(" "));
            if (!inside) {
                changed.add(line);
            }
        }
        return changed;
    }

    /** A rule and what it is held against. */
    private static final class Held {

        private final SettingRule rule;
        private final RuleProbe probe;

        Held(SettingRule rule) {
            this.rule = rule;
            this.probe = RuleProbe.of(rule.type());
        }

        /** Returns whether the rule promises bounds. */
        boolean check() {
            Optional<Type> type = typeOf(rule.name());
            boolean any = false;
            List<Object> accepted = new ArrayList<>();
            List<Object> wanted = new ArrayList<>();
            int tried = 0;
            for (Refusal refusal : rule.refusals()) {
                Map<String, @Nullable Object> context = context(refusal);
                Optional<RuleBounds> bounds = bounds(type, context);
                if (bounds.isEmpty()) {
                    continue;
                }
                if (tried >= CONTEXTS
                        && (tried > MOST_CONTEXTS
                                || accepted.containsAll(bounds.get().inside()))) {
                    break;
                }
                any = true;
                wanted.clear();
                wanted.addAll(bounds.get().inside());
                for (Object value : bounds.get().inside()) {
                    if (!accepted.contains(value) && isAccepted(context, value)) {
                        accepted.add(value);
                    }
                }
                if (tried++ < CONTEXTS) {
                    for (Object value : bounds.get().outside()) {
                        assertThat(violations(context, value))
                                .as("%s.%s %s: %s with %s", rule.type(), rule.name(), rule.text(), value, context)
                                .anyMatch(this::isOfTheRule);
                    }
                }
            }
            if (any && !rule.text().contains("`")) {
                List<Object> refused = new ArrayList<>(wanted);
                refused.removeIf(value -> accepted.contains(value) || isAllowedElsewhere(value));
                assertThat(refused)
                        .as("%s.%s %s: refused", rule.type(), rule.name(), rule.text())
                        .isEmpty();
            } else if (any) {
                assertThat(accepted)
                        .as("%s.%s %s", rule.type(), rule.name(), rule.text())
                        .isNotEmpty();
            }
            return any;
        }

        /** Whether nothing is said of the value, whatever is said of what stands beside it. */
        private boolean isAccepted(Map<String, @Nullable Object> context, Object value) {
            return violations(context, value).stream()
                    .noneMatch(violation -> rule.text().contains("`")
                            ? isOfTheRule(violation) // another rule of the same key may be broken always
                            : violation.name().replaceAll("\\[[0-9]+]", "[]").equals(rule.name()));
        }

        private boolean isOfTheRule(Violation violation) {
            return violation.name().replaceAll("\\[[0-9]+]", "[]").equals(rule.name())
                    && violation.rule().startsWith(rule.text().split("`|\\[\\.\\.\\.|any other", 2)[0]);
        }

        /** Some bounds are in nobody's way but another key's value in all contexts of the refusals. */
        private boolean isAllowedElsewhere(Object value) {
            for (Setting other : RecordShape.of(rule.type()).flattened()) {
                for (@Nullable Object otherValue : probe.all(other.name())) {
                    Map<String, @Nullable Object> context = new LinkedHashMap<>(probe.base());
                    context.put(other.name(), otherValue);
                    if (!other.name().equals(rule.key()) && isAccepted(context, value)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private Map<String, @Nullable Object> context(Refusal refusal) {
            Map<String, @Nullable Object> context = new LinkedHashMap<>(probe.base());
            context.putAll(refusal.changes());
            if (rule.name().equals(rule.key())) {
                context.put(rule.key(), probe.base().get(rule.key()));
            }
            return context;
        }

        private Optional<RuleBounds> bounds(Optional<Type> type, Map<String, @Nullable Object> context) {
            if (type.isEmpty()) {
                return Optional.empty();
            }
            boolean whole = type.get() != double.class && type.get() != Double.class;
            for (String key : context.keySet()) {
                if (rule.text().contains("`" + key + "`") && !(context.get(key) instanceof Number)) {
                    return Optional.empty();
                }
            }
            return RuleBounds.of(rule.text(), whole, key -> (Number) Objects.requireNonNull(context.get(key)));
        }

        private List<Violation> violations(Map<String, @Nullable Object> context, Object value) {
            Map<String, @Nullable Object> changed = new LinkedHashMap<>(context);
            Type type = typeOf(rule.name()).orElseThrow();
            if (type != double.class && type != Double.class && value instanceof Double number) {
                if (number != number.intValue() && number != number.longValue()) {
                    throw new AssertionError(number + " for " + rule);
                }
                boolean large = type == long.class || type == Long.class;
                if (!large && number != number.intValue()) {
                    return List.of(new Violation(rule.name(), rule.text())); // the type refuses it
                }
                value = large ? (Object) number.longValue() : (Object) number.intValue();
            }
            String inner = rule.name().replace("[]", "").substring(rule.key().length());
            try {
                changed.put(rule.key(), put(setting(rule.key()).type(), changed.get(rule.key()), inner, value));
            } catch (InvalidSettingException e) { // the record inside has a closer bound
                return List.of(new Violation(rule.name(), rule.text()));
            }
            return Construction.violations(rule.type(), changed);
        }

        private static @Nullable Object put(Type type, @Nullable Object old, String inner, Object value) {
            if (!inner.isEmpty() && old instanceof Record record) {
                Map<String, @Nullable Object> values = Construction.values(record);
                values.put(inner.substring(1), value);
                return Construction.of(record.getClass(), values);
            }
            if (type instanceof ParameterizedType) {
                List<Object> list = new ArrayList<>(old instanceof List<?> given ? given : List.of());
                if (list.isEmpty()) {
                    list.add(value);
                }
                list.set(0, value);
                return list;
            }
            Class<?> scalar = type instanceof Class<?> plain && plain.isInterface()
                    ? Choices.of(plain).scalar()
                    : null;
            return scalar == null ? value : Construction.of(scalar, List.of(value));
        }

        private Setting setting(String key) {
            return RecordShape.of(rule.type()).flattened().stream()
                    .filter(setting -> setting.name().equals(key))
                    .findFirst()
                    .orElseThrow();
        }

        /** Returns the type of the number or text that is blamed; nothing if it is neither. */
        private Optional<Type> typeOf(String name) {
            Type type = setting(rule.key()).type();
            if (type instanceof ParameterizedType list) {
                type = list.getActualTypeArguments()[0];
            }
            String inner = name.replace("[]", "").substring(rule.key().length());
            if (!inner.isEmpty()) {
                return rule.refusals().stream()
                        .map(refusal -> context(refusal).get(rule.key()))
                        .filter(Record.class::isInstance)
                        .flatMap(record -> RecordShape.of(record.getClass()).flattened().stream())
                        .filter(setting -> ("." + setting.name()).equals(inner))
                        .map(Setting::type)
                        .findFirst();
            }
            if (type instanceof Class<?> plain && plain.isInterface()) {
                Class<?> scalar = Choices.of(plain).scalar();
                return scalar == null
                        ? Optional.empty()
                        : Optional.of(RecordShape.of(scalar).settings().get(0).type());
            }
            return type instanceof Class<?> plain && (plain.isRecord() || plain.isEnum())
                    ? Optional.empty()
                    : Optional.of(type);
        }
    }
}
