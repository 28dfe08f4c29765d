// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fit;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A network whose recurrent layers can keep their state over the bounds of {@code fit}, which DL4J clears there. It is
 * saved as any network of DL4J's.
 */
@SuppressWarnings("overrides") // Deeplearning4j overrides a method of many arguments by one of an array
public final class FittedNetwork extends MultiLayerNetwork {

    private static final long serialVersionUID = 1L;

    private boolean keepsState;

    /** @param configuration as for any network */
    public FittedNetwork(MultiLayerConfiguration configuration) {
        super(configuration);
    }

    /** Sets whether clearing the state does nothing. */
    void keepState(boolean keeps) {
        keepsState = keeps;
    }

    /** Clears the state, unless it is kept: truncated BPTT does so before its first segment and after its last. */
    @Override
    public void rnnClearPreviousState() {
        if (!keepsState) {
            super.rnnClearPreviousState();
        }
    }
}
