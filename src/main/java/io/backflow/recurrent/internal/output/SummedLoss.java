// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import java.util.OptionalDouble;

/** An installed output layer, whose backward pass yields the loss as well, added up in double. */
public interface SummedLoss {

    /**
     * Returns the loss of the last backward pass, summed over examples and time steps, each as often as its mask says,
     * without any term of regularisation; empty if that pass was Deeplearning4j's, or after it was replayed.
     */
    OptionalDouble summedLoss();
}
