// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationPReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** What is known of the functions that a cell's state goes through. */
final class CellActivation {

    /** Largest derivatives: gamma in Pascanu's bounds. */
    private static final Map<Class<? extends IActivation>, Double> SLOPES = Map.of(
            ActivationTanH.class, 1.0,
            ActivationHardTanH.class, 1.0,
            ActivationSoftSign.class, 1.0,
            ActivationIdentity.class, 1.0,
            ActivationReLU.class, 1.0,
            ActivationSigmoid.class, 0.25,
            ActivationHardSigmoid.class, 0.2);

    private static final Set<Class<? extends IActivation>> UNBOUNDED = Set.of(
            ActivationReLU.class,
            ActivationIdentity.class,
            ActivationELU.class,
            ActivationSELU.class,
            ActivationLReLU.class,
            ActivationPReLU.class,
            ActivationRReLU.class,
            ActivationThresholdedReLU.class,
            ActivationSoftPlus.class,
            ActivationSwish.class,
            ActivationGELU.class,
            ActivationMish.class,
            ActivationCube.class);

    private CellActivation() {}

    /** Returns the largest derivative; nothing if it is not known. */
    static OptionalDouble slope(IActivation f) {
        Double slope = SLOPES.get(f.getClass());
        return slope == null ? OptionalDouble.empty() : OptionalDouble.of(slope);
    }

    /** Returns whether states can grow without a bound. */
    static boolean isUnbounded(IActivation f) {
        return UNBOUNDED.contains(f.getClass());
    }
}
