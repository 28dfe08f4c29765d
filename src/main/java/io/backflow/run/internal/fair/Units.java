// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fair;

import io.backflow.config.CellConfig;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;

/** Changes the units of a cell, which is a record of whatever components besides. */
final class Units {

    private static final String UNITS = "units";

    private Units() {}

    /**
     * Returns the same cell with other units.
     *
     * @throws io.backflow.setting.InvalidSettingException if the cell's rules do not allow them
     */
    static CellConfig of(CellConfig cell, int units) {
        if (cell.units() == units) {
            return cell;
        }
        RecordComponent[] components = cell.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = components[i].getName().equals(UNITS)
                        ? Integer.valueOf(units)
                        : components[i].getAccessor().invoke(cell);
            }
            Constructor<? extends CellConfig> canonical = cell.getClass().getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a cell's record cannot be built: " + cell, e);
        }
    }
}
