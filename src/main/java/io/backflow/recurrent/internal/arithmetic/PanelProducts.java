// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * Makes matrix products on heap arrays whose right factor is packed once and used at many time steps.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface PanelProducts<A> {

    /**
     * Returns room for a packed matrix of {@code inner} rows and {@code blocks x columns} columns; the product writes
     * each block of columns to an array of its own.
     */
    Panels<A> panels(int inner, int blocks, int columns);

    /**
     * Returns room for sums of outer products of rows.
     *
     * @param left how many numbers a left row has
     * @param right how many a right row has
     */
    OuterSums<A> outerSums(int left, int right);
}
