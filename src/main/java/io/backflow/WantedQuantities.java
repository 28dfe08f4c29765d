// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.flow.LagProfiles;
import io.backflow.flow.LayerQuantity;
import io.backflow.gradient.GradientNorms;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The quantities that are to be measured, by what measures them. */
final class WantedQuantities {

    private final List<Quantity> all = new ArrayList<>();

    void add(List<Quantity> more) {
        all.addAll(more);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * Checks names and kinds.
     *
     * @throws IllegalArgumentException if two have the same name, or one is of no known kind
     */
    void check() {
        Set<String> names = new HashSet<>();
        for (Quantity quantity : all) {
            if (!names.add(quantity.name())) {
                throw new IllegalArgumentException(
                        "No two quantities may have the same name, got '" + quantity.name() + "' twice");
            }
            if (!isOfLayers(quantity) && !(quantity instanceof GradientNorms || quantity instanceof GradientQuantity)) {
                throw new IllegalArgumentException("The quantity '" + quantity.name()
                        + "' must be a GradientQuantity or a LayerQuantity, got " + quantity.getClass());
            }
        }
    }

    private static boolean isOfLayers(Quantity quantity) {
        return quantity instanceof LagProfiles || quantity instanceof LayerQuantity;
    }

    /** Returns which norms are to be recorded, if any are. */
    Optional<GradientNorms> norms() {
        return all.stream()
                .filter(GradientNorms.class::isInstance)
                .map(GradientNorms.class::cast)
                .findFirst();
    }

    /** Returns those that are measured of the whole gradient. */
    List<GradientQuantity<?>> ofGradient() {
        List<GradientQuantity<?>> open = new ArrayList<>();
        for (Quantity quantity : all) {
            if (quantity instanceof GradientQuantity<?> ofGradient) {
                open.add(ofGradient);
            }
        }
        return open;
    }

    /** Returns those that are measured of the backward passes of layers. */
    List<Quantity> ofLayers() {
        return all.stream().filter(WantedQuantities::isOfLayers).toList();
    }
}
