// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.ThroughTimeClipping;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;

/** Sets what changes the backward passes of the engine's layers, within wrappers too. */
public final class StepIntervention {

    private StepIntervention() {}

    /** Clips a layer, or those that it wraps, through time; returns how many there are. */
    public static int clip(
            Layer layer,
            String name,
            ThroughTimeClipping clipping,
            Consumer<ThroughTimeClipping.ThroughTimeRecord> records) {
        return EngineLayers.visit(layer, name, (ours, path, reversed) -> {
            ours.hooks().name(path, reversed);
            ours.hooks().clip(clipping, records);
        });
    }

    /** Ends clipping through time; returns how many layers were asked. */
    public static int stopClipping(Layer layer) {
        return EngineLayers.visit(
                layer, "", (ours, path, reversed) -> ours.hooks().clip(null, nobody -> {}));
    }

    /** Adds terms to a layer, or to those that it wraps; returns how many got one. */
    public static int addTerm(Layer layer, String name, GradientTerms terms) {
        AtomicInteger added = new AtomicInteger();
        EngineLayers.visit(layer, name, (ours, path, reversed) -> {
            Optional<GradientTerm> term = terms.of(path, ours.cell());
            if (term.isPresent()) {
                ours.hooks().name(path, reversed);
                ours.hooks().terms().add(term.get());
                added.incrementAndGet();
            }
        });
        return added.get();
    }

    /** Removes a term; returns how many layers were asked. */
    public static int removeTerm(Layer layer, GradientTerm term) {
        return EngineLayers.visit(
                layer, "", (ours, path, reversed) -> ours.hooks().terms().removeIf(known -> known == term));
    }
}
