// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.gradient.SavedState;
import java.util.List;
import java.util.Map;

/** The values of one entry of a saved state, read one after the other, each as what it is. */
public final class SavedValues {

    private final String name;
    private final double[] values;
    private int next;

    private SavedValues(String name, double[] values) {
        this.name = name;
        this.values = values;
    }

    /**
     * Starts at the first value of an entry.
     *
     * @throws IllegalArgumentException naming the entry if it is missing, as do the other methods where it does not fit
     */
    public static SavedValues of(Map<String, double[]> state, String name) {
        return new SavedValues(name, SavedState.of(state).numbers(name));
    }

    /** Returns the only value of an entry, a count. */
    public static long count(Map<String, double[]> state, String name) {
        return SavedState.of(state).count(name);
    }

    /** Returns whether there is another value. */
    public boolean hasNext() {
        return next < values.length;
    }

    /** Returns the next value, a number. */
    public double number() {
        if (!hasNext()) {
            throw SavedState.misfit(name, "must have more than " + next + " numbers", values.length);
        }
        return values[next++];
    }

    /** Returns the next value, a whole number that is at least 0. */
    public long count() {
        double value = number();
        if (!(value >= 0.0 && value == Math.rint(value))) {
            throw SavedState.misfit(name, "must have a whole number", value);
        }
        return (long) value;
    }

    /** Returns the next value, a flag. */
    public boolean flag() {
        return number() != 0.0;
    }

    /** Returns the next value, which is the index of one of these. */
    public <T> T choice(List<T> all) {
        long index = count();
        if (index >= all.size()) {
            throw SavedState.misfit(name, "must be the index of one of " + all, index);
        }
        return all.get((int) index);
    }
}
