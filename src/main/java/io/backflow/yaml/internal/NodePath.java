// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Sequence;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the value that a broken rule names. */
final class NodePath {

    private static final Pattern STEP = Pattern.compile("[^.\\[\\]]+");

    private NodePath() {}

    /**
     * Returns where the value stands, or what encloses it most closely.
     *
     * @param path relative to the mapping: {@code maxNorm}, {@code cells[1].units}
     * @param fallback for a value whose first step is not in the mapping, as it came from a default
     */
    static Position locate(String path, Mapping mapping, Position fallback) {
        Node node = mapping;
        Position at = fallback;
        for (MatchResult step : STEP.matcher(path).results().toList()) {
            node = child(node, step.group());
            if (node == null) {
                return at;
            }
            at = node.at();
        }
        return at;
    }

    private static @Nullable Node child(Node node, String step) {
        if (node instanceof Mapping mapping) {
            Entry entry = mapping.entries().get(step);
            return entry == null ? null : entry.value();
        }
        if (node instanceof Sequence sequence && step.matches("[0-9]{1,6}")) {
            int index = Integer.parseInt(step);
            return index < sequence.elements().size() ? sequence.elements().get(index) : null;
        }
        return null;
    }
}
