// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

/** A generated task that is learnt by a curriculum. */
public interface Staged {

    /** Returns what is trained on at each stage. */
    Stages stages();
}
