package io.backflow.flow;

import io.backflow.recurrent.BackwardPass;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Finds the recurrent layers above which no other lies: what reaches them comes from the loss without a way through time. */
final class UppermostLayers {

    private UppermostLayers() {}

    /** Returns the names of those among the layers of some passes, which come uppermost first. */
    static Set<String> of(Model model, Collection<BackwardPass> passes) {
        Set<String> bases = model instanceof ComputationGraph graph
                ? inGraph(graph, passes.stream().map(pass -> base(pass.layer())).collect(Collectors.toSet()))
                : Set.of(base(passes.iterator().next().layer()));
        return passes.stream()
                .map(BackwardPass::layer)
                .filter(layer -> bases.contains(base(layer)))
                .collect(Collectors.toSet());
    }

    /** The two directions of a bidirectional layer lie side by side. */
    private static String base(String layer) {
        return layer.endsWith("/forward") || layer.endsWith("/backward")
                ? layer.substring(0, layer.lastIndexOf('/'))
                : layer;
    }

    private static Set<String> inGraph(ComputationGraph graph, Set<String> recurrent) {
        Map<String, Set<String>> inputs = new HashMap<>();
        graph.getConfiguration().getVertexInputs().forEach((name, below) -> inputs.put(name, new HashSet<>(below)));
        Set<String> covered = new HashSet<>();
        for (String layer : recurrent) {
            addBelow(layer, inputs, covered);
        }
        return recurrent.stream().filter(layer -> !covered.contains(layer)).collect(Collectors.toSet());
    }

    private static void addBelow(String vertex, Map<String, Set<String>> inputs, Set<String> below) {
        for (String input : inputs.getOrDefault(vertex, Set.of())) {
            if (below.add(input)) {
                addBelow(input, inputs, below);
            }
        }
    }
}
