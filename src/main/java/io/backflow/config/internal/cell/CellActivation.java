// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.cell;

import org.nd4j.linalg.activations.Activation;

/** The activation functions that a cell's state may have. */
public enum CellActivation {
    /** Hyperbolic tangent, in (-1, 1). */
    TANH(Activation.TANH),
    /** Rectified linear, in [0, infinity). */
    RELU(Activation.RELU),
    /** Logistic, in (0, 1). */
    SIGMOID(Activation.SIGMOID),
    /** The value itself, for linear networks. */
    IDENTITY(Activation.IDENTITY),
    /** The value clamped to [-1, 1]. */
    HARD_TANH(Activation.HARDTANH);

    private final Activation dl4j;

    CellActivation(Activation dl4j) {
        this.dl4j = dl4j;
    }

    /** Returns what DL4J calls it. */
    public Activation dl4j() {
        return dl4j;
    }
}
