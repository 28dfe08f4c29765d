// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup;

import io.backflow.clipping.ClippingListener;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.model.internal.ModelView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * A network as checks see it.
 *
 * @param view the network
 * @param layers its layers
 * @param listeners those that it has
 * @param isSaved whether it was read from a file, which has no listeners
 */
public record ExaminedModel(
        ModelView view, List<ExaminedLayer> layers, List<TrainingListener> listeners, boolean isSaved) {

    /** Looks at a network. */
    public static ExaminedModel of(Model model, boolean isSaved) {
        ModelView view = ModelView.of(model);
        List<ExaminedLayer> layers = view.layers().stream()
                .map(each -> new ExaminedLayer(each.name(), each.layer()))
                .toList();
        return new ExaminedModel(view, layers, view.listeners(), isSaved);
    }

    /** Returns the recurrent cells of all layers. */
    public List<Cell> cells() {
        return layers.stream().flatMap(layer -> Cell.of(layer).stream()).toList();
    }

    /** Returns the recurrent cells that Deeplearning4j's own implementation runs. */
    public List<Cell> cellsOfDeeplearning4j() {
        return cells().stream().filter(cell -> !cell.layer().isInstalled()).toList();
    }

    /** Returns the names of the layers that are so. */
    public List<String> namesOf(Predicate<ExaminedLayer> condition) {
        return layers.stream().filter(condition).map(ExaminedLayer::name).toList();
    }

    /** Returns whether a listener of this library clips what the network's updates are made of. */
    public boolean isClipped() {
        return listeners.stream()
                .anyMatch(listener -> listener instanceof ClippingListener
                        || (listener instanceof UpdateEngine engine && engine.modifies()));
    }

    /** Returns the first listeners' class names that are among some, without their packages. */
    public List<String> listenersNamed(Set<String> names) {
        return listeners.stream()
                .map(listener -> listener.getClass().getSimpleName())
                .filter(names::contains)
                .distinct()
                .toList();
    }

    /** Returns the names of layers and vertices from which an error of the loss goes back to what is below. */
    public Set<String> reachedByErrors() {
        Map<String, List<String>> inputs = view.inputs();
        Set<String> stops = Set.copyOf(namesOf(ExaminedLayer::stopsErrors));
        Set<String> read = new HashSet<>();
        inputs.values().forEach(read::addAll);
        Deque<String> open = new ArrayDeque<>(inputs.keySet());
        open.removeIf(read::contains);
        Set<String> reached = new HashSet<>();
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next) && !stops.contains(next)) {
                open.addAll(inputs.getOrDefault(next, List.of()));
            }
        }
        return reached;
    }
}
