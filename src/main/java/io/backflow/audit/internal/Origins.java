// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds where the errors of a gradient enter it on its way back. */
final class Origins {

    private Origins() {}

    /**
     * Returns the wrong layers from which no wrong one is reached on the way to the outputs.
     *
     * @param wrong layers with a wrong gradient, in the order of the network
     * @param inputs what each layer or vertex gets its input from
     */
    static List<String> of(List<String> wrong, Map<String, List<String>> inputs) {
        return wrong.stream()
                .filter(layer -> wrong.stream()
                        .noneMatch(other ->
                                !other.equals(layer) && below(other, inputs).contains(layer)))
                .toList();
    }

    /** Returns everything that a layer's input comes from. */
    private static Set<String> below(String layer, Map<String, List<String>> inputs) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(inputs.getOrDefault(layer, List.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (found.add(next)) {
                open.addAll(inputs.getOrDefault(next, List.of()));
            }
        }
        return found;
    }
}
