// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import org.deeplearning4j.nn.api.Layer;

/** Implemented by a bidirectional layer whose two directions can be reached; DL4J's own keeps them to itself. */
public interface TwoDirections {

    /** Returns the layer that reads from the first time step on. */
    Layer forward();

    /** Returns the layer that reads from the last time step back. */
    Layer backward();
}
