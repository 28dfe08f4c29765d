package io.backflow.clipping;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
