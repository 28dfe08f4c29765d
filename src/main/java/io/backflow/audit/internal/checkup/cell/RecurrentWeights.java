// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.internal.checkup.Cell;
import io.backflow.linalg.internal.Assembled;
import io.backflow.linalg.internal.BlasLibrary;
import io.backflow.linalg.internal.DenseMap;
import io.backflow.linalg.internal.Effort;
import io.backflow.linalg.internal.LargestEigenvalue;
import io.backflow.linalg.internal.LargestSingularValue;
import io.backflow.linalg.internal.LinearMap;
import io.backflow.linalg.internal.SpectralRadius;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/**
 * The recurrent weights of a simple cell, in units of Pascanu's bounds: times the largest derivative of its activation.
 *
 * @param cell whose
 * @param radius spectral radius times that derivative
 * @param singular largest singular value times that derivative
 */
record RecurrentWeights(Cell cell, double radius, double singular) {

    /** All eigenvalues of a matrix of this size take some tenths of a second. */
    private static final int LARGE = 300;

    private static final Effort EFFORT = new Effort(1e-3, 100);

    /** Measures a cell; nothing if it is no simple one, or its weights or its activation say nothing. */
    static Optional<RecurrentWeights> of(Cell cell) {
        if (!(cell.configuration() instanceof SimpleRnn)
                || cell.layer().isFrozen()
                || !BlasLibrary.isAvailable()) {
            return Optional.empty();
        }
        double slope = CellActivation.slope(cell.configuration().getActivationFn())
                .orElse(Double.NaN);
        return cell.parameter("RW")
                .map(rows -> of(cell, new DenseMap(rows), slope))
                .filter(found -> Double.isFinite(found.radius) && Double.isFinite(found.singular));
    }

    private static RecurrentWeights of(Cell cell, LinearMap map, double slope) {
        double singular = Math.exp(LargestSingularValue.of(map, EFFORT).log());
        double radius = Math.exp(
                (map.size() <= LARGE ? SpectralRadius.of(Assembled.of(map)) : LargestEigenvalue.of(map, EFFORT)).log());
        return new RecurrentWeights(cell, slope * radius, slope * singular);
    }
}
