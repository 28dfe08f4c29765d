package io.backflow.clipping;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Checks a saved state before a policy takes it over. */
final class PolicyState {

    private PolicyState() {}

    /** Requires exactly these entries. */
    static void expect(Map<String, double[]> state, String... entries) {
        List<String> expected = Arrays.asList(entries);
        for (String entry : new TreeSet<>(state.keySet())) {
            if (!expected.contains(entry)) {
                throw new IllegalArgumentException(
                        "The state's entry '" + entry + "' is none of this policy's " + expected);
            }
        }
        for (String entry : expected) {
            if (!state.containsKey(entry)) {
                throw new IllegalArgumentException("The state has no entry '" + entry + "'");
            }
        }
    }

    /** Returns the whole number that an entry has, or nothing if it has none. */
    static OptionalLong count(Map<String, double[]> state, String entry) {
        double[] values = norms(state, entry);
        if (values.length > 1) {
            throw new IllegalArgumentException(
                    "The state's entry '" + entry + "' must have at most 1 number, got " + values.length);
        }
        if (values.length == 1 && values[0] != Math.rint(values[0])) {
            throw new IllegalArgumentException(
                    "The state's entry '" + entry + "' must have a whole number, got " + values[0]);
        }
        return Arrays.stream(values).mapToLong(value -> (long) value).findFirst();
    }

    /** Returns a copy of an entry whose values must be finite and at least 0, as norms and their statistics are. */
    static double[] norms(Map<String, double[]> state, String entry) {
        double[] values = state.getOrDefault(entry, new double[0]).clone();
        for (double value : values) {
            if (!(value >= 0.0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "The state's entry '" + entry + "' must have finite numbers >= 0, got " + value);
            }
        }
        return values;
    }
}
