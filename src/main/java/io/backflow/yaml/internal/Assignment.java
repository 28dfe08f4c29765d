// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value put into the tree of a configuration after its file was read: {@code training.updater.learningRate=0.01}.
 *
 * <p>A step of the path is a key, the number of a list's element from 0 on, as in {@code tasks[0].name} or
 * {@code tasks.0.name}, or {@code *} for all elements of a list. Keys that are not there are made; whether anybody
 * knows them is found out when the tree is bound. The value is YAML.
 */
final class Assignment {

    private static final Pattern ELEMENT = Pattern.compile("\\[([0-9*]+)]");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final String ALL = "*";

    private final List<String> steps;
    private final Node value;
    private final Position at;

    private Assignment(List<String> steps, Node value, Position at) {
        this.steps = steps;
        this.value = value;
        this.at = at;
    }

    /**
     * Reads one.
     *
     * @param at where its problems are said to be
     * @throws Unusable if it is none
     */
    static Assignment of(String text, Position at) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new Unusable("must be a path, '=' and a value, such as training.iterations=100");
        }
        List<String> steps = List.of(ELEMENT.matcher(text.substring(0, equals).strip())
                .replaceAll(".$1")
                .split("\\.", -1));
        if (steps.contains("")) {
            throw new Unusable("has a path with nothing between two dots");
        }
        try {
            return new Assignment(steps, NodeComposer.composeDefault(text.substring(equals + 1), at), at);
        } catch (ConfigException e) {
            throw new Unusable(
                    "has a value that is not YAML: " + e.problems().get(0).message());
        }
    }

    /**
     * Returns the tree with the value in its place.
     *
     * @throws Unusable if there is no such place
     */
    Node in(Node root) {
        return put(root, 0);
    }

    private Node put(@Nullable Node node, int step) {
        if (step == steps.size()) {
            return value;
        }
        return node instanceof Sequence list ? putIntoList(list, step) : putIntoMapping(node, step);
    }

    private Node putIntoList(Sequence list, int step) {
        String name = steps.get(step);
        List<Node> elements = new ArrayList<>(list.elements());
        if (name.equals(ALL)) {
            elements.replaceAll(element -> put(element, step + 1));
            return new Sequence(list.at(), elements);
        }
        int index = NUMBER.matcher(name).matches() ? Integer.parseInt(name) : elements.size();
        if (index >= elements.size()) {
            String path = String.join(".", steps.subList(0, step));
            throw new Unusable(path + " is a list of " + elements.size() + ": an element is a number from 0 to "
                    + (elements.size() - 1) + ", or * for all, got '" + name + "'");
        }
        elements.set(index, put(elements.get(index), step + 1));
        return new Sequence(list.at(), elements);
    }

    /** A choice in its short form, {@code clipping: none}, is made long. */
    private Node putIntoMapping(@Nullable Node node, int step) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (node instanceof Mapping mapping) {
            entries.putAll(mapping.entries());
        } else if (node instanceof Scalar scalar && !scalar.isNull()) {
            entries.put(Choices.TYPE, new Entry(scalar.at(), scalar));
        }
        String name = steps.get(step);
        Entry before = entries.get(name);
        entries.put(name, new Entry(at, put(before == null ? null : before.value(), step + 1)));
        return new Mapping(node == null ? at : node.at(), entries);
    }

    /** Thrown where an assignment cannot be made; says why. */
    static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }
}
