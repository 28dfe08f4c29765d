// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.flow.FlowConfig;
import io.backflow.flow.LagProfiles;
import io.backflow.flow.LayerQuantity;
import io.backflow.gradient.Cadence;
import io.backflow.gradient.GradientNorms;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.Quantity;
import io.backflow.setting.Rules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What quantities need of each other, of the layers and of what is recorded of the flow. */
final class QuantityFit {

    private QuantityFit() {}

    /** Adds the rules that quantities, under that path, break by themselves. */
    static void check(List<Quantity> quantities, String path, Rules rules) {
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < quantities.size(); i++) {
            Quantity quantity = quantities.get(i);
            String at = path + "[" + i + "]";
            checkKind(quantity, at, rules);
            Integer first = firsts.putIfAbsent(quantity.name(), i);
            if (first != null) {
                rules.require(false, at, "must have another name than " + path + "[" + first + "]", named(quantity));
            }
        }
    }

    private static void checkKind(Quantity quantity, String at, Rules rules) {
        if (quantity instanceof GradientNorms) {
            rules.require(false, at, "must not be the norms, which recording.every and scale record", named(quantity));
        } else if (quantity instanceof GradientQuantity<?>) {
            rules.require(
                    !quantity.cadence().equals(Cadence.WITH_RECORDS),
                    at,
                    "must be measured by a schedule of its own, being a quantity of gradients",
                    named(quantity));
        } else {
            rules.require(
                    isOfLayers(quantity),
                    at,
                    "must be a quantity of gradients or of layers",
                    named(quantity) + " of " + quantity.getClass().getName());
        }
    }

    /**
     * Adds the rules that quantities of layers, under that path, break.
     *
     * @param flow what is recorded of the flow; null if nothing is
     */
    static void checkLayers(
            List<Quantity> quantities, String path, LayersConfig layers, @Nullable FlowConfig flow, Rules rules) {
        List<Quantity> ofFlow = flow == null ? List.of() : flow.quantities();
        Set<String> taken = new HashSet<>();
        ofFlow.forEach(quantity -> taken.add(quantity.name()));
        boolean scheduled = !ofFlow.isEmpty()
                || quantities.stream()
                        .anyMatch(other -> isOfLayers(other) && other.cadence().updates() > 0);
        for (int i = 0; i < quantities.size(); i++) {
            Quantity quantity = quantities.get(i);
            String at = path + "[" + i + "]";
            rules.require(
                    !taken.contains(quantity.name()), at, "must not be what flow records already", named(quantity));
            if (isOfLayers(quantity)) {
                rules.require(
                        layers == LayersConfig.BACKFLOW,
                        at,
                        "must not be a quantity of layers with layers deeplearning4j, which do not show what they see"
                                + " at each time step (say layers: backflow)",
                        named(quantity));
                rules.require(
                        scheduled || !quantity.cadence().withRecords(),
                        at,
                        "must have another quantity of layers beside it, with whose records it is measured",
                        named(quantity) + " alone");
            }
        }
    }

    private static boolean isOfLayers(Quantity quantity) {
        return quantity instanceof LagProfiles || quantity instanceof LayerQuantity;
    }

    private static String named(Quantity quantity) {
        return "'" + quantity.name() + "'";
    }
}
