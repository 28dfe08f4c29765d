// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

/** A model that sums the gradients of several backward passes before it makes one update of them. */
public interface SummedPasses {

    /** Returns how many passes of the update that is being made came before the one that is being made, or was last. */
    int earlierPasses();

    /** Returns whether the pass that is being made is not the last of its update. */
    boolean moreToCome();
}
