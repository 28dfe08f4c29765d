// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.Norms;
import java.util.Locale;

/** Which norm is compared with a threshold. */
public enum NormType {
    /** Sum of the absolute values. */
    L1 {
        @Override
        public double of(Norms norms) {
            return norms.l1();
        }

        @Override
        double atMost(Norms norms) {
            return norms.count();
        }
    },
    /** Square root of the sum of squares. */
    L2 {
        @Override
        public double of(Norms norms) {
            return norms.l2();
        }

        @Override
        double atMost(Norms norms) {
            return Math.sqrt((double) norms.count());
        }
    },
    /** Largest absolute value. */
    MAX {
        @Override
        public double of(Norms norms) {
            return norms.max();
        }

        @Override
        double atMost(Norms norms) {
            return 1.0;
        }
    };

    /** Returns this one of a block's norms. */
    public abstract double of(Norms norms);

    /** Returns a bound on the norm, as a multiple of the largest absolute value. */
    abstract double atMost(Norms norms);

    /** Returns the name as reasons and files write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
