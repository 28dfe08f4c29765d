// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import io.backflow.yaml.internal.Node;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.Node.Sequence;
import io.backflow.yaml.internal.Tree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations as they stand in a JSON document. */
public final class JsonTree {

    private JsonTree() {}

    /** Returns the settings of a record, those in others nested. */
    public static Object of(Record config) {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        Tree.of(config).entries().forEach((key, entry) -> settings.put(key, value(entry.value())));
        return settings;
    }

    private static @Nullable Object value(Node node) {
        if (node instanceof Mapping mapping) {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> entries.put(key, value(entry.value())));
            return entries;
        }
        if (node instanceof Sequence sequence) {
            List<@Nullable Object> elements = new ArrayList<>();
            sequence.elements().forEach(element -> elements.add(value(element)));
            return elements;
        }
        return node instanceof Scalar scalar ? scalar(scalar) : null;
    }

    private static @Nullable Object scalar(Scalar scalar) {
        if (scalar.isNull()) {
            return null;
        }
        if (scalar.isBoolean()) {
            return Boolean.valueOf(scalar.text());
        }
        return scalar.isNumber() ? new BigDecimal(scalar.text()) : scalar.text();
    }
}
