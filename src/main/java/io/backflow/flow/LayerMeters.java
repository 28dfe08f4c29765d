// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.LayerQuantity.Need;
import io.backflow.flow.jacobian.internal.RecurrentWeights;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.InstalledLayers;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/** Measures what is wanted of the layers of an update; holds copies of the weights, which the update will change. */
final class LayerMeters {

    private final Capture capture;
    private final Map<String, RecurrentWeights> weights;

    private LayerMeters(Capture capture, Map<String, RecurrentWeights> weights) {
        this.capture = capture;
        this.weights = weights;
    }

    /** Prepares what is measured, between the backward pass and the update. */
    static LayerMeters of(Model model, Capture capture) {
        Map<String, RecurrentWeights> weights = new HashMap<>();
        if (capture.needs(Need.WEIGHTS)) {
            InstalledLayers.of(model)
                    .forEach(layer -> weights.put(
                            layer.layer(), RecurrentWeights.of(layer.cell(), layer.recurrent(), layer.bias())));
        }
        return new LayerMeters(capture, weights);
    }

    /** Returns what the quantities make of the pass of a layer, by their names. */
    Map<String, Record> measure(BackwardPass pass, LabelledSteps labelled) {
        LayerQuantity.LayerMoment moment =
                new LayerQuantity.LayerMoment(pass, labelled, null, weights.get(pass.layer()));
        Map<String, Record> parts = new LinkedHashMap<>();
        capture.quantities().forEach(quantity -> put(parts, quantity, moment));
        return Collections.unmodifiableMap(parts);
    }

    /**
     * Returns what they make of the pass that took back one step's loss.
     *
     * @param lossStep in the order in which the layer reads
     */
    Map<String, Record> measureStepLoss(BackwardPass pass, LabelledSteps labelled, int lossStep) {
        LayerQuantity.LayerMoment moment = new LayerQuantity.LayerMoment(pass, labelled, lossStep, null);
        Map<String, Record> parts = new LinkedHashMap<>();
        capture.quantities().stream()
                .filter(LayerQuantity::measuresStepLoss)
                .forEach(quantity -> put(parts, quantity, moment));
        return Collections.unmodifiableMap(parts);
    }

    private static void put(Map<String, Record> parts, LayerQuantity<?> quantity, LayerQuantity.LayerMoment moment) {
        @Nullable Record part = quantity.measure(moment).orElse(null);
        if (part != null) {
            parts.put(quantity.name(), part);
        }
    }
}
