package io.backflow.config;

import io.backflow.setting.Scalar;
import io.backflow.setting.TypeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records that a sealed interface permits, by the names under which a configuration chooses one. */
final class Choices {

    /** The key that chooses. */
    static final String TYPE = "type";

    private final Map<String, Class<?>> records = new LinkedHashMap<>();
    private @Nullable Class<?> scalar;

    private Choices() {}

    /** Returns the choices of a sealed interface, in the order of its {@code permits}, those of interfaces included. */
    static Choices of(Class<?> sealed) {
        Choices choices = new Choices();
        choices.addAll(sealed);
        return choices;
    }

    /** Returns the name by which a record is chosen. */
    static String name(Class<?> type) {
        TypeName name = type.getAnnotation(TypeName.class);
        if (name == null) {
            throw new IllegalStateException(type.getName() + " lacks @TypeName");
        }
        return name.value();
    }

    List<String> names() {
        return List.copyOf(records.keySet());
    }

    @Nullable
    Class<?> get(String name) {
        return records.get(name);
    }

    /** Returns the record that may be written as the value of its only component, if there is one. */
    @Nullable
    Class<?> scalar() {
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
