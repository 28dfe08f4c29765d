// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Key;
import io.backflow.setting.Unwrapped;
import io.backflow.setting.internal.KeyOrder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of a record as a configuration sees them. */
public final class RecordShape {

    /** Searches bind many records of the same classes. */
    private static final ClassValue<RecordShape> KNOWN = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final Class<?> type;
    private final List<Setting> settings;

    /** The keys that {@link KeyOrder} lists; empty if the record has none. */
    private final List<String> order;

    private RecordShape(Class<?> type) {
        this.type = type;
        this.settings =
                Arrays.stream(type.getRecordComponents()).map(Setting::of).toList();
        if (settings.stream().filter(Setting::unwrapped).count() > 1) {
            throw new IllegalStateException(type.getName() + " has more than one component that is unwrapped");
        }
        KeyOrder given = type.getAnnotation(KeyOrder.class);
        this.order = given == null ? List.of() : List.of(given.value());
        if (given != null) {
            checkOrder();
        }
    }

    private void checkOrder() {
        List<String> keys = new ArrayList<>(names());
        inside().ifPresent(inside -> keys.addAll(inside.names()));
        if (!keys.stream().sorted().toList().equals(order.stream().sorted().toList())) {
            throw new IllegalStateException(
                    "@KeyOrder of " + type.getName() + " must name each of " + keys + " once, got " + order);
        }
    }

    /** Returns the shape of a record class. */
    public static RecordShape of(Class<?> type) {
        return KNOWN.get(type);
    }

    public List<Setting> settings() {
        return settings;
    }

    /** Returns the keys, without those of what is unwrapped. */
    List<String> names() {
        return settings.stream()
                .filter(setting -> !setting.unwrapped())
                .map(Setting::name)
                .toList();
    }

    /** Returns the component without a key of its own, if there is one. */
    public Optional<Setting> unwrapped() {
        return settings.stream().filter(Setting::unwrapped).findFirst();
    }

    /** Returns the shape of the component without a key of its own, if it is a record and no choice of records. */
    private Optional<RecordShape> inside() {
        return unwrapped()
                .map(Setting::type)
                .filter(inside -> inside instanceof Class<?> plain && plain.isRecord())
                .map(inside -> of((Class<?>) inside));
    }

    /**
     * Returns the components in the order of their keys, with those of an unwrapped record in its place; an unwrapped
     * choice stands for itself.
     */
    public List<Setting> flattened() {
        List<Setting> flattened = new ArrayList<>();
        for (Setting setting : settings) {
            Optional<RecordShape> inside = setting.unwrapped() ? inside() : Optional.empty();
            inside.ifPresentOrElse(shape -> flattened.addAll(shape.flattened()), () -> flattened.add(setting));
        }
        flattened.sort(Comparator.comparing(Setting::name, byKeyOrder()));
        return flattened;
    }

    /** Compares by {@link KeyOrder}; keys that it does not list, or all if there is none, are equal, and the least. */
    Comparator<String> byKeyOrder() {
        return Comparator.comparingInt(order::indexOf);
    }

    /**
     * Calls the canonical constructor.
     *
     * @throws IllegalArgumentException if the record's own rules are broken
     */
    Object construct(@Nullable Object[] values) {
        try {
            return constructor().newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException brokenRule) {
                throw brokenRule;
            }
            throw new IllegalStateException(type.getName() + " cannot be constructed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be constructed", e);
        }
    }

    private Constructor<?> constructor() throws NoSuchMethodException {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(parameters);
        // The record may be hidden in its room.
        constructor.setAccessible(true);
        return constructor;
    }

    /**
     * One component.
     *
     * @param defaultYaml what it is when not given, or null if it has no default
     * @param nullable whether it may be absent
     * @param unwrapped whether its keys stand in the mapping of the record
     */
    public record Setting(
            RecordComponent component, @Nullable String defaultYaml, boolean nullable, boolean unwrapped) {

        public static Setting of(RecordComponent component) {
            Default given = component.getAnnotation(Default.class);
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (given != null && nullable) {
                throw new IllegalStateException(component + " of "
                        + component.getDeclaringRecord().getName() + " has a default and is nullable: choose one");
            }
            return new Setting(
                    component,
                    given == null ? null : given.value(),
                    nullable,
                    component.isAnnotationPresent(Unwrapped.class));
        }

        /** Returns the key. */
        public String name() {
            Key key = component.getAnnotation(Key.class);
            return key == null ? component.getName() : key.value();
        }

        public Type type() {
            return component.getGenericType();
        }

        /** Returns the component's value in a record. */
        @Nullable
        public Object read(Object owner) {
            try {
                component.getAccessor().setAccessible(true);
                return component.getAccessor().invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component + " cannot be read", e);
            }
        }
    }
}
