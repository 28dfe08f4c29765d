// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Scalar;
import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import io.backflow.yaml.internal.ScalarBinder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the page of all keys from the records, their defaults, their rules and their Javadoc. */
final class ConfigurationPage {

    private static final String HEAD = """
            # Every key of a configuration

            Made from the sources, with which a test holds that it agrees. A configuration is [a job](#a-job), which
            `backflow train` runs, [a comparison](#a-comparison), which `backflow compare` runs, or
            [an error surface](#an-error-surface) of `backflow surface`. Where a key takes one of several types,
            `type` chooses, and the other keys of that type stand beside it; a type without required keys may be given by
            its name alone. *Required* keys have no default; `null` may be left out.

            The rules are the words with which values are refused: each was seen by trying values, and a test tries the
            bounds of each again. *Between* includes both ends; a key in a rule stands for its value; `with` and `without`
            say where a rule holds that does not hold everywhere. All that is wrong with a file is said at once, with
            its lines. `backflow validate FILE` shows a file with every default filled in;
            [configs/reference.yaml](../configs/reference.yaml) has the same keys as YAML to copy.
            """;

    /** The titles of the sections, by what they are about. */
    private final Map<Class<?>, String> titles = new LinkedHashMap<>();

    private final Set<String> taken = new HashSet<>();

    /** What is referred to and has no section yet. */
    private final Deque<Class<?>> open = new ArrayDeque<>();

    private final List<String> lines = new ArrayList<>();

    private ConfigurationPage() {}

    /** Returns the text of the page. */
    static String generate() {
        ConfigurationPage page = new ConfigurationPage();
        Map<Class<?>, String> files = new LinkedHashMap<>();
        files.put(JobConfig.class, "A job");
        files.put(ComparisonConfig.class, "A comparison");
        files.put(SurfaceConfig.class, "An error surface");
        files.forEach(page::title);
        files.keySet().forEach(file -> {
            page.section(file, "##");
            while (!page.open.isEmpty()) {
                page.section(page.open.remove(), "###");
            }
        });
        return HEAD + String.join("\n", page.lines) + "\n";
    }

    private void section(Class<?> type, String level) {
        heading(level, Objects.requireNonNull(titles.get(type)), type);
        if (!type.isInterface()) {
            table(type, null);
            return;
        }
        Choices choices = Choices.of(type);
        if (choices.scalar() != null) {
            add("", "A value alone stands for the type `" + Choices.name(choices.scalar()) + "`.");
        }
        String title = Objects.requireNonNull(titles.get(type));
        for (String name : choices.names()) {
            Class<?> chosen = Objects.requireNonNull(choices.get(name));
            heading("####", title(title + ": " + name), chosen);
            table(chosen, name);
        }
    }

    private void heading(String level, String title, Class<?> type) {
        add("", level + " " + title, "", SourceComments.of(type).summary());
    }

    private void table(Class<?> type, @Nullable String chosenAs) {
        add("", "| key | type | default | rule | meaning |", "|---|---|---|---|---|");
        if (chosenAs != null) {
            add("| `type` | `" + chosenAs + "` | *required* | | chooses this type |");
        }
        for (Setting setting : RecordShape.of(type).flattened()) {
            add(row(type, setting));
        }
    }

    private String row(Class<?> owner, Setting setting) {
        String key = setting.unwrapped() ? "`type`, and its keys" : "`" + setting.name() + "`";
        String given = setting.defaultYaml();
        String fallback = setting.nullable() ? "`null`" : given == null ? "*required*" : "`" + cell(given) + "`";
        return "| " + key + " | " + type(setting.type(), setting.name()) + " | " + fallback + " | "
                + cell(rules(owner, setting)) + " | " + cell(SourceComments.of(setting)) + " |";
    }

    private static String rules(Class<?> owner, Setting setting) {
        if (owner.isAnnotationPresent(Scalar.class)) {
            return "those of the key that it is the value of";
        }
        return SettingRule.of(owner).stream()
                .filter(rule -> rule.key().equals(setting.name()))
                .map(SettingRule::shown)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private String type(Type type, String key) {
        if (type instanceof ParameterizedType list) {
            return "list of " + type(list.getActualTypeArguments()[0], key);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return names(plain);
        } else if (plain.isRecord() || plain.isInterface()) {
            if (!titles.containsKey(plain)) {
                title(plain, key);
                open.add(plain);
            }
            String title = Objects.requireNonNull(titles.get(plain));
            return "[" + title + "](#" + anchor(title) + ")";
        } else if (plain == String.class) {
            return "text";
        } else if (plain == boolean.class || plain == Boolean.class) {
            return "`true`, `false`";
        } else if (plain == double.class || plain == Double.class) {
            return "number";
        }
        return "whole number";
    }

    /** Returns the names of an enum's constants. */
    static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> "`" + ScalarBinder.name((Enum<?>) constant) + "`")
                .collect(Collectors.joining(", "));
    }

    private void title(Class<?> type, String wanted) {
        titles.put(type, title(wanted));
    }

    /** Returns a title that no other section has, so that each can be linked to. */
    private String title(String wanted) {
        String title = wanted;
        for (int number = 2; !taken.add(anchor(title)); number++) {
            title = wanted + " (" + number + ")";
        }
        return title;
    }

    /** Returns the anchor that GitHub gives a heading. */
    static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
    }

    private void add(String... more) {
        lines.addAll(List.of(more));
    }
}
