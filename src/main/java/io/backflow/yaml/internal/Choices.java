// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.setting.Catalogue;
import io.backflow.setting.Scalar;
import io.backflow.setting.TypeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records that an interface allows, by the names under which a configuration chooses one. */
public final class Choices {

    /** The key that chooses. */
    public static final String TYPE = "type";

    private final Class<?> type;
    private final Map<String, Class<?>> records = new LinkedHashMap<>();
    private @Nullable Class<?> scalar;

    private Choices(Class<?> type) {
        this.type = type;
    }

    /**
     * Returns the choices of an interface: of a sealed one in the order of its {@code permits}, those of interfaces
     * included, and of an open one those of its catalogue.
     */
    public static Choices of(Class<?> type) {
        Choices choices = new Choices(type);
        if (type.isSealed()) {
            choices.addAll(type);
        } else {
            Catalogue.of(type).records().forEach(choices::add);
        }
        return choices;
    }

    /** Returns the name by which a record is chosen. */
    public static String name(Class<?> type) {
        TypeName name = type.getAnnotation(TypeName.class);
        if (name == null) {
            throw new IllegalStateException(type.getName() + " lacks @TypeName");
        }
        return name.value();
    }

    /** Returns the interface. */
    Class<?> type() {
        return type;
    }

    public List<String> names() {
        return List.copyOf(records.keySet());
    }

    @Nullable
    public Class<?> get(String name) {
        return records.get(name);
    }

    /** Returns the record that may be written as the value of its only component, if there is one. */
    @Nullable
    public Class<?> scalar() {
        return scalar;
    }

    private void addAll(Class<?> sealed) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isRecord()) {
                add(permitted);
            } else if (permitted.isSealed()) {
                addAll(permitted);
            } else {
                throw new IllegalStateException(permitted.getName() + " is neither a record nor sealed");
            }
        }
    }

    private void add(Class<?> type) {
        if (RecordShape.of(type).names().contains(TYPE)) {
            throw new IllegalStateException(type.getName() + " has a component named type, the key that chooses it");
        }
        Class<?> other = records.put(name(type), type);
        if (other != null) {
            throw new IllegalStateException(type.getName() + " and " + other.getName() + " have the same name");
        }
        if (type.isAnnotationPresent(Scalar.class)) {
            addScalar(type);
        }
    }

    private void addScalar(Class<?> type) {
        if (scalar != null || RecordShape.of(type).settings().size() != 1) {
            throw new IllegalStateException(
                    type.getName() + " cannot be @Scalar: it must be the only such choice, with one component");
        }
        scalar = type;
    }
}
