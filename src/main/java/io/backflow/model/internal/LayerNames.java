// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What the layers of a {@link MultiLayerNetwork} are called; those of a graph have the names of their vertices. */
final class LayerNames {

    private LayerNames() {}

    /**
     * Returns a name for each layer, in the network's order: its own, or its index if it has none. DL4J lets two layers
     * have one name; a later one's gets its index, as in {@code rnn#2}.
     */
    static List<String> of(Layer[] layers) {
        List<String> names = new ArrayList<>();
        for (Layer layer : layers) {
            int index = names.size();
            String own = layer.conf().getLayer().getLayerName();
            String name = own == null ? Integer.toString(index) : own;
            names.add(names.contains(name) ? name + "#" + index : name);
        }
        return names;
    }
}
