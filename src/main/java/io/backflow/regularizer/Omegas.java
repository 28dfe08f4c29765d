// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.layer.GradientTerm;
import io.backflow.recurrent.internal.layer.GradientTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives each SimpleRnn an Omega of its own, and takes down which layers there are. */
final class Omegas implements GradientTerms {

    private final double weight;
    private final Map<String, OmegaTerm> terms = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();

    Omegas(double weight) {
        this.weight = weight;
    }

    @Override
    public Optional<GradientTerm> of(String layer, Cell cell) {
        if (cell instanceof SimpleRnnCell) {
            OmegaTerm term = new OmegaTerm(weight);
            terms.put(layer, term);
            return Optional.of(term);
        }
        others.add(layer + " (" + cell + ")");
        return Optional.empty();
    }

    Map<String, OmegaTerm> terms() {
        return terms;
    }

    List<String> others() {
        return others;
    }
}
