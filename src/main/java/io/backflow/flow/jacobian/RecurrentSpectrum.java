// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

import java.util.List;
import java.util.Optional;

/**
 * The spectrum of the recurrent matrix, by gate.
 *
 * @param gates the gates, in the order of their weight columns
 * @param matrices the spectrum of each gate's matrix [units, units]
 * @param bound Pascanu's bound, for the plain recurrent cell; a gated cell has none of that form, since its step is no
 *     single product of a slope and a matrix. What holds for every cell is {@link ProductSpectrum#log10StepBound()}
 */
public record RecurrentSpectrum(List<String> gates, List<Spectrum> matrices, Optional<PascanuBound> bound) {

    /** Copies the lists. */
    public RecurrentSpectrum {
        gates = List.copyOf(gates);
        matrices = List.copyOf(matrices);
    }
}
