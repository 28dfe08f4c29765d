// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.listing;

import io.backflow.store.internal.Json;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a run or comparison was and gave, as named values.
 *
 * @param configuration every setting, defaults filled in, by its path
 * @param environment versions, machine and data, by path
 * @param metrics what came out: of a run its summary, of a comparison that of every arm
 */
public record RunFacts(
        Map<String, String> configuration, Map<String, String> environment, Map<String, String> metrics) {

    /** Fields of a summary that are names. */
    private static final List<String> NAMES = List.of("task", "cell", "clipping", "seed", "metric", "testedParameters");

    /** A hash of digits is longer. */
    private static final int LONGEST_NUMBER = 30;

    /** Copies the values, in their order. */
    public RunFacts {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /**
     * A value that two have.
     *
     * @param key what it is of
     * @param a of the first; empty if it has none
     * @param b of the second
     */
    public record Pair(String key, String a, String b) {

        /** Returns whether they are the same text. */
        public boolean isSame() {
            return a.equals(b);
        }

        /** Returns how much larger the second number is; NaN if they are not both numbers. */
        public double change() {
            return number(b) - number(a);
        }

        private static double number(String text) {
            try {
                return text.length() > LONGEST_NUMBER ? Double.NaN : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
    }

    /** Returns the facts of a run directory. */
    public static RunFacts read(Path directory) {
        Map<String, String> environment = new LinkedHashMap<>();
        flatten("", object(directory.resolve("environment.json")), environment);
        return new RunFacts(
                ConfigurationText.read(directory).leaves(),
                environment,
                metrics(object(directory.resolve("summary.json"))));
    }

    private static Map<String, String> metrics(Map<?, ?> summary) {
        Map<String, String> metrics = new LinkedHashMap<>();
        if (summary.get("arms") instanceof List<?> arms) {
            for (Object arm : arms) {
                if (arm instanceof Map<?, ?> map) {
                    String name = map.get("task") + "/" + map.get("cell") + "/" + map.get("clipping");
                    flatten(name, without(map), metrics);
                }
            }
        } else {
            flatten("", without(summary), metrics);
        }
        return metrics;
    }

    private static Map<Object, Object> without(Map<?, ?> summary) {
        Map<Object, Object> rest = new LinkedHashMap<>(summary);
        rest.keySet().removeAll(NAMES);
        return rest;
    }

    private static Map<?, ?> object(Path file) {
        try {
            return Files.isRegularFile(file) ? Json.read(file, Map.class) : Map.of();
        } catch (UncheckedIOException e) {
            return Map.of(); // not whole: it has no facts
        }
    }

    static void flatten(String path, Object node, Map<String, String> leaves) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(path.isEmpty() ? key + "" : path + "." + key, value, leaves));
        } else if (node instanceof List<?> list) {
            leaves.put(path, list.toString());
        } else {
            leaves.put(path, String.valueOf(node));
        }
    }

    /** Returns the values of two under the names that either has, in the order of the first. */
    public static List<Pair> pairs(Map<String, String> a, Map<String, String> b) {
        Map<String, String> keys = new LinkedHashMap<>(a);
        new TreeSet<>(b.keySet()).forEach(key -> keys.putIfAbsent(key, ""));
        return keys.keySet().stream()
                .map(key -> new Pair(key, a.getOrDefault(key, ""), b.getOrDefault(key, "")))
                .toList();
    }
}
