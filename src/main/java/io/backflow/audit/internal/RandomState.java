// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** Where ND4J's random numbers are. */
final class RandomState {

    private final Random random = Nd4j.getRandom();
    private final long root = random.rootState();
    private final long node = random.nodeState();

    /** Lets them go on from there. */
    void restore() {
        random.setStates(root, node);
    }
}
