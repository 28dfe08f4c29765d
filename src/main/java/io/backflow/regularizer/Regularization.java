// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.recurrent.internal.layer.GradientTerm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A regulariser at work in one network: which layers it works on, what it measured last, and the way out. */
public final class Regularization {

    private final List<String> notRegularized;
    private final Map<String, OmegaTerm> terms;
    private final Consumer<GradientTerm> remover;

    Regularization(List<String> notRegularized, Map<String, OmegaTerm> terms, Consumer<GradientTerm> remover) {
        this.notRegularized = List.copyOf(notRegularized);
        this.terms = new LinkedHashMap<>(terms);
        this.remover = remover;
    }

    /** Returns the layers that are regularised, as the installation report names them. */
    public List<String> layers() {
        return List.copyOf(terms.keySet());
    }

    /** Returns the installed recurrent layers that are not, each with its cell. */
    public List<String> notRegularized() {
        return notRegularized;
    }

    /**
     * Returns what the last backward pass of each layer measured, by layer; without the layers that have had none yet.
     */
    public Map<String, OmegaValue> last() {
        Map<String, OmegaValue> values = new LinkedHashMap<>();
        terms.forEach((layer, term) -> {
            OmegaValue value = term.last();
            if (value != null) {
                values.put(layer, value);
            }
        });
        return values;
    }

    /** Returns what the last backward pass of one layer measured; nothing if it has had none, or is not regularised. */
    public Optional<OmegaValue> last(String layer) {
        OmegaTerm term = terms.get(layer);
        return term == null ? Optional.empty() : Optional.ofNullable(term.last());
    }

    /** Takes the regulariser out of the network; what it measured last stays readable. */
    public void detach() {
        terms.values().forEach(remover);
    }

    /**
     * What {@link VanishingGradientRegularizer} measured in one backward pass of one layer.
     *
     * @param iteration the layer's iteration count during the pass
     * @param omega Omega, without its weight; 0 if no pair counts
     * @param counted how many pairs of a step and an example had an error large enough to count
     * @param pairs how many pairs there were, masked ones left out
     */
    public record OmegaValue(int iteration, double omega, long counted, long pairs) {

        /**
         * Returns the share of pairs that count, which the authors print as "steps in the past"; 0 if there are none.
         */
        public double countedShare() {
            return pairs == 0 ? 0 : (double) counted / pairs;
        }
    }
}
