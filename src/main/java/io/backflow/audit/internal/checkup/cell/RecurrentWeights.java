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
 * The recurrent weights of a simple cell, measured in units of Pascanu's bounds: times the largest derivative of its
 * activation.
 */
final class RecurrentWeights {

    /** All eigenvalues of a matrix up to this size are found at once; of a larger one, the largest by iteration. */
    private static final int LARGE = 200;

    private static final Effort EFFORT = new Effort(1e-2, 60);

    private final Cell cell;
    private final LinearMap map;
    private final double slope;
    private final double singular;

    private RecurrentWeights(Cell cell, LinearMap map, double slope) {
        this.cell = cell;
        this.map = map;
        this.slope = slope;
        singular = slope * Math.exp(LargestSingularValue.of(map, EFFORT).log());
    }

    /** Measures a cell; nothing if it is no simple one, or its weights or its activation say nothing. */
    static Optional<RecurrentWeights> of(Cell cell) {
        double slope =
                CellActivation.slope(cell.configuration().getActivationFn()).orElse(Double.NaN);
        if (!(cell.configuration() instanceof SimpleRnn)
                || cell.layer().isFrozen()
                || Double.isNaN(slope)
                || !BlasLibrary.isAvailable()) {
            return Optional.empty();
        }
        return cell.parameter("RW")
                .map(rows -> new RecurrentWeights(cell, new DenseMap(rows), slope))
                .filter(found -> Double.isFinite(found.singular));
    }

    /** Returns the layer's name. */
    String name() {
        return cell.name();
    }

    /** Returns the largest singular value times the largest derivative. */
    double singular() {
        return singular;
    }

    /** Returns the spectral radius times the largest derivative, which is more work than the singular value. */
    double radius() {
        double log = map.size() <= LARGE
                ? SpectralRadius.of(Assembled.of(map)).log()
                : LargestEigenvalue.of(map, EFFORT).log();
        return slope * Math.exp(log);
    }
}
