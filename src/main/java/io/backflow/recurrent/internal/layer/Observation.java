// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.BackwardObserver;
import org.deeplearning4j.nn.api.Layer;

/** Sets the observers of the engine's layers, within wrappers too. */
public final class Observation {

    private Observation() {}

    /**
     * Adds an observer to a layer or to those that it wraps; one that is there already keeps its place in the line.
     *
     * @return how many layers are concerned
     */
    public static int add(Layer layer, String name, BackwardObserver observer) {
        return EngineLayers.visit(layer, name, (ours, path, reversed) -> {
            ours.hooks().name(path, reversed);
            ours.hooks().observers().add(observer);
        });
    }

    /** Removes an observer, if it is there; returns how many layers were asked. */
    public static int remove(Layer layer, BackwardObserver observer) {
        return EngineLayers.visit(
                layer, "", (ours, path, reversed) -> ours.hooks().observers().remove(observer));
    }

    /** Removes all observers; returns how many layers were asked. */
    public static int clear(Layer layer) {
        return EngineLayers.visit(
                layer, "", (ours, path, reversed) -> ours.hooks().observers().clear());
    }
}
