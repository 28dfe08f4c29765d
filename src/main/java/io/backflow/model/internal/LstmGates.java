// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.List;

/**
 * The gates of an LSTM in the order of its weight columns, which is Deeplearning4j's.
 *
 * <p>DL4J calls the columns IFOG, but computes them as candidate (tanh), forget, output and input gate: see
 * {@code LSTMHelpers.activateHelper}, where column block 0 goes through the layer's activation function and block 3 is
 * multiplied with it.
 */
public final class LstmGates {

    /** The block of the candidate. */
    public static final int CANDIDATE = 0;

    /** The block of the forget gate. */
    public static final int FORGET = 1;

    /** The block of the output gate. */
    public static final int OUTPUT = 2;

    /** The block of the input gate. */
    public static final int INPUT = 3;

    /** What the blocks are called, in their order. */
    public static final List<String> NAMES = List.of("candidate", "forget", "output", "input");

    private LstmGates() {}
}
