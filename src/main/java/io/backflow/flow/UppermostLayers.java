// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.model.internal.ModelView;
import io.backflow.recurrent.BackwardPass;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;

/**
 * Finds the recurrent layers above which no other lies: what reaches them comes from the loss without a way through
 * time.
 */
final class UppermostLayers {

    private UppermostLayers() {}

    /** Returns the names of those among the layers of some passes. */
    static Set<String> of(Model model, Collection<BackwardPass> passes) {
        Map<String, List<String>> inputs = ModelView.of(model).inputs();
        Set<String> covered = new HashSet<>();
        for (BackwardPass pass : passes) {
            addBelow(base(pass.layer(), inputs.keySet()), inputs, covered);
        }
        return passes.stream()
                .map(BackwardPass::layer)
                .filter(layer -> !covered.contains(base(layer, inputs.keySet())))
                .collect(Collectors.toSet());
    }

    /** The two directions of a bidirectional layer lie side by side. */
    private static String base(String layer, Set<String> names) {
        boolean direction = !names.contains(layer) && (layer.endsWith("/forward") || layer.endsWith("/backward"));
        return direction ? layer.substring(0, layer.lastIndexOf('/')) : layer;
    }

    private static void addBelow(String vertex, Map<String, List<String>> inputs, Set<String> below) {
        for (String input : inputs.getOrDefault(vertex, List.of())) {
            if (below.add(input)) {
                addBelow(input, inputs, below);
            }
        }
    }
}
