// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.InvalidSettingException;
import io.backflow.setting.InvalidSettingException.Violation;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records made of the values of their keys, as the configuration's binder makes them. */
final class Construction {

    private Construction() {}

    /** Returns the values of a record's keys, those of a record that is unwrapped among them. */
    static Map<String, @Nullable Object> values(Object owner) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Setting setting : RecordShape.of(owner.getClass()).settings()) {
            Object value = setting.read(owner);
            if (isInside(setting) && value != null) {
                values.putAll(values(value));
            } else {
                values.put(setting.name(), value);
            }
        }
        return values;
    }

    /** Returns the rules that a record of these values breaks. */
    static List<Violation> violations(Class<?> type, Map<String, @Nullable Object> values) {
        try {
            of(type, values);
            return List.of();
        } catch (InvalidSettingException broken) {
            return broken.violations();
        }
    }

    /** Returns the record that has these values. */
    static Object of(Class<?> type, Map<String, @Nullable Object> values) {
        List<@Nullable Object> components = new ArrayList<>();
        for (Setting setting : RecordShape.of(type).settings()) {
            components.add(isInside(setting) ? of((Class<?>) setting.type(), values) : values.get(setting.name()));
        }
        return of(type, components);
    }

    /** Returns the record that has these components. */
    static Object of(Class<?> type, List<@Nullable Object> components) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(components.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidSettingException broken) {
                throw broken;
            }
            throw new IllegalStateException(type + " of " + components, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " of " + components, e);
        }
    }

    private static boolean isInside(Setting setting) {
        return setting.unwrapped() && ((Class<?>) setting.type()).isRecord();
    }
}
