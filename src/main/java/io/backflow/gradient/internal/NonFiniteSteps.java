// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import java.util.OptionalInt;

/**
 * Implemented by a recurrent layer that can say at which time step its last backward pass met a NaN or infinite value:
 * the latest such step, which the pass reached first.
 */
public interface NonFiniteSteps {

    /** Returns the latest time step, counted from 0, whose value was not finite; empty if all were finite. */
    OptionalInt lastNonFiniteStep();
}
