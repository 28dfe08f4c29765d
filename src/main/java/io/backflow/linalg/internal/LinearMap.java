// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.List;

/**
 * A square matrix that is known by what it does to a vector.
 *
 * <p>An image is returned as a vector and the natural logarithm of a factor, {@code A v = e^s out}, so that a product
 * of thousands of steps neither vanishes nor overflows.
 */
public interface LinearMap {

    /** Returns how many rows and columns there are. */
    int size();

    /** Writes {@code e^-s A in} to {@code out} and returns s; {@code in} stays as it is and must be another array. */
    double apply(double[] in, double[] out);

    /** Writes {@code e^-s A' in} to {@code out} and returns s. */
    double applyTransposed(double[] in, double[] out);

    /** Returns how many multiplications one image takes, roughly. */
    long work();

    /**
     * Returns the factors that the matrix is the product of, the first to be applied first; itself alone if there are
     * none.
     */
    default List<? extends LinearMap> factors() {
        return List.of(this);
    }
}
