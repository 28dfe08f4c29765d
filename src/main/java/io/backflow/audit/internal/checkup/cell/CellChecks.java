// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.internal.checkup.Check;
import java.util.List;

/** The checks of cells and weights, from which gradients vanish or explode. */
public final class CellChecks {

    private CellChecks() {}

    /** Returns all of them. */
    public static List<Check> all() {
        return List.of(
                new SigmoidCell(),
                new UnboundedCell(),
                new ExplodingWeights(),
                new VanishingWeights(),
                new ForgetfulGates(),
                new KeptByDropout(),
                new ScaledByCell());
    }
}
