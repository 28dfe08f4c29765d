// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tree of a file, with the problems found in making it. */
public final class YamlDocument {

    private final Node root;
    private final Problems problems;

    private YamlDocument(Node root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException if it cannot be read, is empty or is not YAML
     */
    public static YamlDocument read(Path file) {
        return of(ConfigSource.read(file));
    }

    /**
     * Reads a text.
     *
     * @throws ConfigException if it is empty or not YAML
     */
    public static YamlDocument of(ConfigSource source) {
        Problems problems = new Problems(source);
        return new YamlDocument(NodeComposer.compose(source, problems), problems);
    }

    /** Returns whether one of these keys stands in the outermost mapping. */
    public boolean hasAny(List<String> keys) {
        return entryOf(keys) != null;
    }

    /**
     * Ends the search if one of these keys stands in the outermost mapping.
     *
     * @throws ConfigException with the message where the first of them stands, after the problems so far
     */
    public void refuse(List<String> keys, String message) {
        Entry entry = entryOf(keys);
        if (entry != null) {
            throw problems.fatal(entry.keyAt(), message);
        }
    }

    /** Returns the same document with a text under a key of the outermost mapping, if nothing stands there. */
    public YamlDocument withDefault(String key, String text) {
        Entry given = entryOf(List.of(key));
        boolean absent = given == null || (given.value() instanceof Scalar scalar && scalar.isNull());
        if (!absent || !(root instanceof Mapping mapping)) {
            return this;
        }
        Map<String, Entry> entries = new LinkedHashMap<>(mapping.entries());
        entries.put(key, new Entry(root.at(), new Scalar(root.at(), text, false)));
        return new YamlDocument(new Mapping(root.at(), entries), problems);
    }

    /**
     * Returns the document with values put into it, one after the other; a problem with one of them names it instead of
     * a line.
     *
     * @param option how the user gives them: {@code --set}
     * @param assignments paths and values in YAML, such as {@code training.iterations=100}
     * @throws ConfigException if a path or a value cannot be read, or a path leads nowhere
     */
    public YamlDocument with(String option, List<String> assignments) {
        Node changed = root;
        for (String text : assignments) {
            Position at = problems.outside(option + " " + text);
            try {
                changed = Assignment.of(text, at).in(changed);
            } catch (Assignment.Unusable e) {
                throw problems.fatal(at, String.valueOf(e.getMessage()));
            }
        }
        return new YamlDocument(changed, problems);
    }

    /**
     * Returns the record that the document describes.
     *
     * @throws ConfigException with every problem
     */
    public <T extends Record> T bind(Class<T> type, NameAdvice advice) {
        return new Binder(problems, advice).bind(type, root);
    }

    private @Nullable Entry entryOf(List<String> keys) {
        if (root instanceof Mapping mapping) {
            for (String key : keys) {
                Entry entry = mapping.entries().get(key);
                if (entry != null) {
                    return entry;
                }
            }
        }
        return null;
    }
}
