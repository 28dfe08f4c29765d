package io.backflow.clipping;

import io.backflow.gradient.Norms;

/** Which norm is compared with a threshold. */
public enum NormType {
    /** Square root of the sum of squares. */
    L2 {
        @Override
        double of(Norms norms) {
            return norms.l2();
        }
    },
    /** Largest absolute value. */
    MAX {
        @Override
        double of(Norms norms) {
            return norms.max();
        }
    };

    abstract double of(Norms norms);
}
