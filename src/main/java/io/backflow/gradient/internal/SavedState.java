package io.backflow.gradient.internal;

import java.util.Map;
import java.util.TreeMap;

/** What listeners and policies remember between two updates: named lists of numbers, which a checkpoint holds. */
public final class SavedState {

    private SavedState() {}

    /**
     * Returns an entry that must have so many numbers.
     *
     * @throws IllegalArgumentException if it is missing, or has another length
     */
    public static double[] entry(Map<String, double[]> state, String name, int length) {
        double[] values = entry(state, name);
        if (values.length != length) {
            throw new IllegalArgumentException(
                    "The saved state's entry '" + name + "' must have " + length + " numbers, got " + values.length);
        }
        return values;
    }

    /**
     * Returns an entry of any length.
     *
     * @throws IllegalArgumentException if it is missing
     */
    public static double[] entry(Map<String, double[]> state, String name) {
        double[] values = state.get(name);
        if (values == null) {
            throw new IllegalArgumentException("The saved state has no entry '" + name + "'");
        }
        return values;
    }

    /** Returns the entries whose names start with a prefix, without it. */
    public static Map<String, double[]> part(Map<String, double[]> state, String prefix) {
        Map<String, double[]> part = new TreeMap<>();
        state.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), values);
            }
        });
        return part;
    }

    /** Adds the entries of a part under a prefix. */
    public static void add(Map<String, double[]> state, String prefix, Map<String, double[]> part) {
        part.forEach((name, values) -> state.put(prefix + name, values));
    }
}
