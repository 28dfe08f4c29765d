// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.List;
import java.util.stream.Stream;

/** The gates of our GRU in the order of its weight columns, which is PyTorch's. */
public final class GruGates {

    /** The block of the reset gate. */
    public static final int RESET = 0;

    /** The block of the update gate. */
    public static final int UPDATE = 1;

    /** The block of the candidate. */
    public static final int CANDIDATE = 2;

    /** What the blocks are called, in their order. */
    public static final List<String> NAMES = List.of("reset", "update", "candidate");

    /** What the blocks of the bias are called: those of the input products, then those of the recurrent products. */
    public static final List<String> BIAS_NAMES = Stream.concat(
                    NAMES.stream(), NAMES.stream().map(gate -> "recurrent-" + gate))
            .toList();

    private GruGates() {}
}
