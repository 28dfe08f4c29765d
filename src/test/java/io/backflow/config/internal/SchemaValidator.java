// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks a document against the part of JSON schema that our own schema uses; anything else in a schema is an error.
 */
final class SchemaValidator {

    private static final List<String> NOT_CHECKED =
            List.of("$schema", "title", "description", "default", "definitions", "required", "additionalProperties");

    private final Map<String, Object> definitions;

    @SuppressWarnings("unchecked")
    SchemaValidator(Map<String, Object> schema) {
        this.definitions = (Map<String, Object>) Objects.requireNonNull(schema.get("definitions"));
    }

    /** Returns what is wrong, with the path; empty if nothing is. */
    @SuppressWarnings("unchecked")
    List<String> check(Map<String, Object> schema, @Nullable Object value, String path) {
        List<String> wrong = new ArrayList<>();
        schema.forEach((keyword, rule) -> {
            switch (keyword) {
                case "$ref" -> {
                    String name = ((String) rule).replace("#/definitions/", "");
                    wrong.addAll(
                            check((Map<String, Object>) Objects.requireNonNull(definitions.get(name)), value, path));
                }
                case "anyOf" -> {
                    List<Map<String, Object>> forms = (List<Map<String, Object>>) rule;
                    if (forms.stream()
                            .noneMatch(form -> check(form, value, path).isEmpty())) {
                        wrong.add(path + " is none of the forms: " + value);
                    }
                }
                case "allOf" ->
                    ((List<Map<String, Object>>) rule).forEach(form -> wrong.addAll(check(form, value, path)));
                case "const" -> require(rule.equals(value), path + " is not " + rule, wrong);
                case "enum" -> require(((List<?>) rule).contains(value), path + " is none of " + rule, wrong);
                case "type" -> require(isOf((String) rule, value), path + " is no " + rule, wrong);
                case "items" -> items((Map<String, Object>) rule, value, path, wrong);
                case "properties" -> properties(schema, (Map<String, Object>) rule, value, path, wrong);
                default -> require(NOT_CHECKED.contains(keyword), "unknown keyword " + keyword, wrong);
            }
        });
        return wrong;
    }

    private void items(Map<String, Object> schema, @Nullable Object value, String path, List<String> wrong) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                wrong.addAll(check(schema, list.get(i), path + "[" + i + "]"));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void properties(
            Map<String, Object> schema,
            Map<String, Object> known,
            @Nullable Object value,
            String path,
            List<String> wrong) {
        if (!(value instanceof Map<?, ?> map)) {
            return;
        }
        ((List<String>) Objects.requireNonNull(schema.get("required")))
                .forEach(key -> require(map.containsKey(key), path + "." + key + " is missing", wrong));
        map.forEach((key, element) -> {
            Object property = known.get((String) key);
            if (property == null) {
                wrong.add(path + "." + key + " is unknown");
            } else {
                wrong.addAll(check((Map<String, Object>) property, element, path + "." + key));
            }
        });
    }

    private static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == null;
            case "number" -> value instanceof BigDecimal;
            case "integer" ->
                value instanceof BigDecimal number
                        && number.stripTrailingZeros().scale() <= 0;
            default -> throw new IllegalArgumentException("unknown type " + type);
        };
    }

    private static void require(boolean holds, String what, List<String> wrong) {
        if (!holds) {
            wrong.add(what);
        }
    }
}
