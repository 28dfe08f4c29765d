// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import io.backflow.setting.internal.ProgramExtension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The records that a configuration may choose by name for a setting of an open interface.
 *
 * <p>They are those of all {@link Extension}s on the class path and those that {@link #register} added, which implement
 * the interface.
 *
 * @param <T> the interface
 */
public final class Catalogue<T> {

    private static final List<Class<? extends Record>> REGISTERED = new CopyOnWriteArrayList<>();

    private final Map<String, Class<? extends T>> records = new LinkedHashMap<>();

    private Catalogue() {}

    /**
     * Returns the choices that an interface has now.
     *
     * @throws IllegalStateException if two of them have the same name, naming both
     */
    public static <T> Catalogue<T> of(Class<T> type) {
        Catalogue<T> catalogue = new Catalogue<>();
        for (Class<? extends Record> record : all()) {
            if (type.isAssignableFrom(record)) {
                catalogue.add(record.asSubclass(type));
            }
        }
        return catalogue;
    }

    /**
     * Adds a record to the choices of every interface that it implements. A second call has no further effect.
     *
     * @throws IllegalArgumentException if it has no {@link TypeName}
     */
    public static void register(Class<? extends Record> record) {
        nameOf(record);
        if (!REGISTERED.contains(record)) {
            REGISTERED.add(record);
        }
    }

    private static List<Class<? extends Record>> all() {
        List<Class<? extends Record>> all = new ArrayList<>(OfClassPath.RECORDS);
        all.addAll(REGISTERED);
        return all;
    }

    private static String nameOf(Class<?> record) {
        TypeName name = record.getAnnotation(TypeName.class);
        if (name == null) {
            throw new IllegalArgumentException(record.getName() + " must have a @TypeName, by which it is chosen");
        }
        return name.value();
    }

    private void add(Class<? extends T> record) {
        String name = nameOf(record);
        Class<? extends T> other = records.putIfAbsent(name, record);
        if (other != null && other != record) {
            throw new IllegalStateException("The name '" + name + "' must belong to one choice, got " + other.getName()
                    + " and " + record.getName());
        }
    }

    /** Returns the names, in the order in which they were offered. */
    public List<String> names() {
        return List.copyOf(records.keySet());
    }

    /** Returns the records, in the order of their names. */
    public List<Class<? extends T>> records() {
        return List.copyOf(records.values());
    }

    /** Returns the record of that name. */
    public Optional<Class<? extends T>> find(String name) {
        return Optional.ofNullable(records.get(name));
    }

    /** Read once: the class path does not change. */
    private static final class OfClassPath {
        static final List<Class<? extends Record>> RECORDS = read();

        private static List<Class<? extends Record>> read() {
            List<Class<? extends Record>> records = new ArrayList<>();
            addAll(Extension.class, records);
            addAll(ProgramExtension.class, records);
            return List.copyOf(records);
        }

        private static void addAll(Class<? extends Extension> service, List<Class<? extends Record>> records) {
            ServiceLoader.load(service, service.getClassLoader())
                    .forEach(extension -> records.addAll(extension.records()));
        }
    }
}
