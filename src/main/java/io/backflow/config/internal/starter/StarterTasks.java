// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.starter;

import java.util.List;
import java.util.Map;

/** What a task to begin with says besides its type, for those that have no default for all that they need. */
final class StarterTasks {

    private static final Map<String, Map<String, Object>> VALUES = Map.ofEntries(
            Map.entry("temporal-order", Map.of("length", 50)),
            Map.entry("adding", Map.of("length", 50, "variant", "tcn")),
            Map.entry("multiplication", Map.of("length", 50, "variant", "pascanu")),
            Map.entry("copy", Map.of("blanks", 40)),
            Map.entry("memorisation", Map.of("blanks", 50)),
            Map.entry("permutation", Map.of("length", 50)),
            Map.entry("long-lag", Map.of("length", 100)),
            Map.entry("text", Map.of("dataset", "tinyshakespeare")),
            Map.entry("documents", Map.of("train", "texts.txt")),
            Map.entry(
                    "csv",
                    Map.of(
                            "train",
                            "sequences/train",
                            "objective",
                            "classify-sequence",
                            "header",
                            true,
                            "targets",
                            List.of("class"),
                            "classes",
                            2)),
            Map.entry("sequences", Map.of("file", "sequences.csv")),
            Map.entry(
                    "series",
                    Map.of("dataset", "sunspots", "targets", List.of("Sunspots"), "time", "Month", "window", 48)),
            Map.entry("piano-roll", Map.of("dataset", "jsb-chorales")));

    private StarterTasks() {}

    /** Returns keys and values; none for a task that needs none, or that somebody else brought. */
    static Map<String, Object> of(String task) {
        return VALUES.getOrDefault(task, Map.of());
    }
}
