// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.OutputLoss;

/** An output layer on the engine's loops. */
public sealed interface InstalledOutput extends SummedLoss permits FusedOutputLayer, FusedRnnOutputLayer {

    /** Returns the activation and loss. */
    OutputLoss loss();

    /** Sets in how many threads it computes, where it can; the numbers are the same. */
    void useThreads(int count);

    /** Forgets the score of a backward pass for which nobody will ask. */
    void forgetScore();
}
