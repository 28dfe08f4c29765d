// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.listing;

import io.backflow.config.internal.ConfigReader;
import io.backflow.store.internal.RunDirectory;
import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.Tree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The configuration of a run, resolved: with every default that this version has.
 *
 * <p>One that this version cannot read, as with a part that a plug-in had, is taken as it stands.
 */
public final class ConfigurationText {

    private final Map<?, ?> tree;
    private final Map<String, String> leaves;

    private ConfigurationText(Map<?, ?> tree, Map<String, String> leaves) {
        this.tree = tree;
        this.leaves = leaves;
    }

    /** Reads that of a run directory; an empty one if there is none. */
    public static ConfigurationText read(Path directory) {
        return ofFile(directory.resolve(RunDirectory.CONFIG), RunDirectory.configOf(directory));
    }

    private static ConfigurationText ofFile(Path file, String text) {
        Map<?, ?> tree = tree(text);
        Map<String, String> leaves = new LinkedHashMap<>();
        try {
            leaves.putAll(Tree.leaves(Tree.of(new ConfigReader().read(file))));
        } catch (ConfigException e) {
            collect("", tree, leaves);
        }
        return new ConfigurationText(tree, leaves);
    }

    private static Map<?, ?> tree(String text) {
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(text) instanceof Map<?, ?> map
                    ? map
                    : Map.of();
        } catch (YamlEngineException e) {
            return Map.of();
        }
    }

    private static void collect(String path, @Nullable Object node, Map<String, String> leaves) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> collect(path.isEmpty() ? key + "" : path + "." + key, value, leaves));
        } else if (node instanceof Iterable<?> list) {
            int i = 0;
            for (Object element : list) {
                collect(path + "[" + i + "]", element, leaves);
                i++;
            }
        } else {
            leaves.put(path, String.valueOf(node));
        }
    }

    /** Returns the scalars by their paths: {@code training.updater.learningRate}. */
    public Map<String, String> leaves() {
        return new LinkedHashMap<>(leaves);
    }

    /** Returns a part as it stands in the file, on one line: {@code type lstm, units 3}; empty if it is not there. */
    public String inline(String key) {
        return tree.containsKey(key) ? inline(tree.get(key)) : "";
    }

    private static String inline(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + " "
                            + (entry.getValue() instanceof Map<?, ?> inner
                                    ? "(" + inline(inner) + ")"
                                    : inline(entry.getValue())))
                    .collect(Collectors.joining(", "));
        }
        return String.valueOf(node);
    }
}
