// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.Node.Sequence;
import io.backflow.yaml.internal.NodeComposer.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list or mapping whose end has not been read yet. */
final class OpenNode {

    private final Position at;
    private final boolean mapping;
    private final @Nullable String anchor;
    private final Problems problems;
    private final List<Node> elements = new ArrayList<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private @Nullable Scalar key;
    private int size = 1;
    private int height;

    OpenNode(Position at, boolean mapping, @Nullable String anchor, Problems problems) {
        this.at = at;
        this.mapping = mapping;
        this.anchor = anchor;
        this.problems = problems;
    }

    @Nullable
    String anchor() {
        return anchor;
    }

    /** Adds an element, a key, or the value of the last key. */
    void add(Measured child) {
        size += child.size();
        height = Math.max(height, child.height());
        if (!mapping) {
            elements.add(child.node());
        } else if (key == null) {
            key = key(child.node());
        } else {
            put(key, child.node());
            key = null;
        }
    }

    Measured close() {
        return new Measured(mapping ? new Mapping(at, entries) : new Sequence(at, elements), size, height + 1);
    }

    private Scalar key(Node node) {
        if (node instanceof Scalar scalar) {
            return scalar;
        }
        throw problems.fatal(node.at(), "a key must be text, got " + node.shown());
    }

    private void put(Scalar name, Node value) {
        Entry first = entries.putIfAbsent(name.text(), new Entry(name.at(), value));
        if (first != null) {
            problems.add(
                    name.at(),
                    "duplicate key " + Scalar.quoted(name.text()) + ", first given at line "
                            + first.keyAt().line());
        }
    }
}
