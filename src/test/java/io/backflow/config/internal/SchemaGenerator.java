// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.gradient.Quantity;
import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.Node;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.Node.Sequence;
import io.backflow.yaml.internal.NodeComposer;
import io.backflow.yaml.internal.Position;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import io.backflow.yaml.internal.ScalarBinder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JSON schema (draft 7, which editors know best) of configurations from what the binder goes by: the records,
 * their defaults, the names of choices; and from their Javadoc, which an editor shows.
 */
final class SchemaGenerator {

    private static final String DEFINITIONS = "definitions";

    private final Map<String, Object> definitions = new LinkedHashMap<>();
    private final Map<String, Class<?>> owners = new HashMap<>();

    private SchemaGenerator() {}

    /** Returns the schema of everything that a configuration file can be. */
    static Map<String, Object> generate() {
        SchemaGenerator generator = new SchemaGenerator();
        List<Object> files = new ArrayList<>();
        for (Class<?> file : List.of(JobConfig.class, ComparisonConfig.class, SurfaceConfig.class)) {
            files.add(generator.record(file, null));
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "A configuration of Backflow");
        schema.put("anyOf", files);
        schema.put(DEFINITIONS, generator.definitions);
        return schema;
    }

    private Map<String, Object> value(Type type) {
        if (type == Object.class) {
            return map("type", List.of("number", "boolean", "string"));
        }
        if (type instanceof ParameterizedType list) {
            return map("type", "array", "items", value(list.getActualTypeArguments()[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return record(plain, null);
        } else if (plain.isEnum()) {
            return map(
                    "enum",
                    Arrays.stream(plain.getEnumConstants())
                            .map(constant -> ScalarBinder.name((Enum<?>) constant))
                            .toList());
        } else if (plain.isInterface()) {
            return choices(plain);
        }
        return map("type", scalar(plain));
    }

    private static String scalar(Class<?> type) {
        if (type == String.class) {
            return "string";
        } else if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        } else if (type == double.class || type == Double.class) {
            return "number";
        }
        return "integer";
    }

    private Map<String, Object> choices(Class<?> sealed) {
        if (isNew(sealed, sealed.getSimpleName())) {
            Map<String, Object> definition = new LinkedHashMap<>();
            definitions.put(sealed.getSimpleName(), definition); // before its choices, which may contain it
            Choices choices = Choices.of(sealed);
            List<Object> forms = new ArrayList<>(shortForms(choices));
            choices.names().forEach(name -> forms.add(record(Objects.requireNonNull(choices.get(name)), name)));
            describe(definition, SourceComments.of(sealed).summary());
            definition.put("anyOf", forms);
        }
        return reference(sealed.getSimpleName());
    }

    private List<Object> shortForms(Choices choices) {
        List<Object> forms = new ArrayList<>();
        if (choices.scalar() != null) {
            forms.add(value(RecordShape.of(choices.scalar()).settings().get(0).type()));
        }
        List<String> inShort = choices.names().stream()
                .filter(name -> RecordShape.of(Objects.requireNonNull(choices.get(name))).settings().stream()
                        .noneMatch(SchemaGenerator::isRequired))
                .toList();
        if (!inShort.isEmpty()) {
            forms.add(map("enum", inShort));
        }
        return forms;
    }

    private Map<String, Object> record(Class<?> type, @Nullable String chosenAs) {
        String name = definitionOf(type, chosenAs);
        if (isNew(type, name)) {
            Map<String, Object> definition = new LinkedHashMap<>();
            definitions.put(name, definition);
            describe(definition, SourceComments.of(type).summary());
            definition.putAll(RecordShape.of(type)
                    .unwrapped()
                    .map(unwrapped -> (Class<?>) unwrapped.type())
                    .filter(Class::isInterface)
                    .map(choice -> map("anyOf", unwrapped(type, choice)))
                    .orElseGet(() -> object(List.of(type), chosenAs)));
        }
        return reference(name);
    }

    /** A quantity is a choice, and may be the value of a setting as well, where it needs no type. */
    private static String definitionOf(Class<?> type, @Nullable String chosenAs) {
        boolean both = chosenAs != null && Quantity.class.isAssignableFrom(type);
        return type.getSimpleName() + (both ? "Choice" : "");
    }

    /** Returns the forms of a record beside whose keys those of a choice stand. */
    private List<Object> unwrapped(Class<?> type, Class<?> sealed) {
        choices(sealed);
        Choices choices = Choices.of(sealed);
        List<Object> forms = new ArrayList<>(shortForms(choices));
        forms.add(object(List.of(type), null));
        choices.names()
                .forEach(name -> forms.add(object(List.of(Objects.requireNonNull(choices.get(name)), type), name)));
        return forms;
    }

    /** Returns the schema of a mapping that has the keys of all those records. */
    private Map<String, Object> object(List<Class<?>> types, @Nullable String chosenAs) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        if (chosenAs != null) {
            properties.put(Choices.TYPE, map("const", chosenAs));
            required.add(Choices.TYPE);
        }
        for (Class<?> type : types) {
            for (Setting setting : RecordShape.of(type).flattened()) {
                if (!setting.unwrapped()) {
                    properties.put(setting.name(), setting(setting, SourceComments.of(setting)));
                    if (isRequired(setting)) {
                        required.add(setting.name());
                    }
                }
            }
        }
        return map("type", "object", "properties", properties, "required", required, "additionalProperties", false);
    }

    private boolean isNew(Class<?> type, String name) {
        Class<?> owner = owners.putIfAbsent(name, type);
        if (owner != null && owner != type) {
            throw new IllegalStateException(owner + " and " + type + " would be the same in the schema");
        }
        return owner == null;
    }

    private Map<String, Object> setting(Setting setting, String comment) {
        Map<String, Object> schema = new LinkedHashMap<>();
        describe(schema, comment);
        Map<String, Object> value = value(setting.type());
        if (setting.nullable()) {
            schema.put("anyOf", List.of(value, map("type", "null")));
        } else if (value.containsKey("$ref")) {
            schema.put("allOf", List.of(value)); // beside a reference, draft 7 reads nothing
        } else {
            schema.putAll(value);
        }
        if (setting.defaultYaml() != null) {
            schema.put("default", plain(NodeComposer.composeDefault(setting.defaultYaml(), Position.NOWHERE)));
        }
        return schema;
    }

    private static boolean isRequired(Setting setting) {
        return setting.defaultYaml() == null && !setting.nullable();
    }

    private static void describe(Map<String, Object> schema, String comment) {
        if (!comment.isEmpty()) {
            schema.put("description", comment);
        }
    }

    private static Map<String, Object> reference(String name) {
        return map("$ref", "#/" + DEFINITIONS + "/" + name);
    }

    /** Returns a tree as the values that JSON knows. */
    static @Nullable Object plain(Node node) {
        if (node instanceof Mapping mapping) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> map.put(key, plain(entry.value())));
            return map;
        } else if (node instanceof Sequence sequence) {
            return sequence.elements().stream().map(SchemaGenerator::plain).toList();
        }
        Scalar scalar = (Scalar) node;
        if (scalar.isNumber()) {
            return new BigDecimal(scalar.text());
        }
        if (scalar.isBoolean()) {
            return Boolean.valueOf(scalar.text());
        }
        return scalar.isNull() ? null : scalar.text();
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
