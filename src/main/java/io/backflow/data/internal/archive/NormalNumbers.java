// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.SplitMix;

/** Standard normal numbers by the formula of Box and Muller, the same on every machine. */
final class NormalNumbers {

    private final SplitMix random;

    NormalNumbers(SplitMix random) {
        this.random = random;
    }

    double next() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1.0 - random.nextFloat())); // 1 - [0, 1) is never 0
        return radius * StrictMath.cos(2 * Math.PI * random.nextFloat());
    }
}
