package io.backflow.config;

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
    }
}
