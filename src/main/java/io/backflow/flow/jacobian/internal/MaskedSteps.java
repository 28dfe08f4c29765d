// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

/** Says at which steps which examples are masked, so that their state passes unchanged. */
@FunctionalInterface
public interface MaskedSteps {

    /** No mask. */
    MaskedSteps NONE = (step, example) -> false;

    /** Returns whether an example is masked at a step. */
    boolean masked(int step, int example);
}
