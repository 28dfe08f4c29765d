// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.cell.Cell;
import java.util.Optional;

/** Chooses the term of each recurrent layer. */
@FunctionalInterface
public interface GradientTerms {

    /**
     * Returns the term for a layer, or nothing if it gets none.
     *
     * @param layer the layer, as the installation report names it
     */
    Optional<GradientTerm> of(String layer, Cell cell);
}
