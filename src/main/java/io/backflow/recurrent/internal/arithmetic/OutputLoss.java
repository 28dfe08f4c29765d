// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * An output activation together with its loss, for which the derivative by the pre-activations is simple.
 *
 * @param kind which pair
 * @param clip probabilities are kept this far from 0 and 1 in the loss, as Deeplearning4j does; unused by
 *     {@link Kind#IDENTITY_MSE}
 */
public record OutputLoss(Kind kind, double clip) {

    /** The pairs. */
    public enum Kind {
        /** {@code -sum l log softmax(z)}, with derivative {@code p - l}. */
        SOFTMAX_MCXENT,
        /** {@code -sum l log s(z) + (1 - l) log(1 - s(z))}, with derivative {@code p - l} where p is not clipped. */
        SIGMOID_XENT,
        /** {@code sum (z - l)^2 / columns}, with derivative {@code 2 (z - l) / columns}. */
        IDENTITY_MSE
    }

    /** Replaces pre-activations [rows, columns] by the outputs. */
    public <A> void activate(Arithmetic<A> m, A z, int rows, int columns) {
        switch (kind) {
            case SOFTMAX_MCXENT -> m.softmaxRows(z, rows, columns);
            case SIGMOID_XENT -> m.activate(Activation.SIGMOID, z, rows * columns);
            case IDENTITY_MSE -> {}
        }
    }

    /**
     * Replaces pre-activations by the derivatives of the loss with respect to them.
     *
     * @param z [rows, columns], in: pre-activations, out: derivatives
     * @param labels the same shape
     * @param rows in: how much each row counts, out: what it came to
     * @return the loss, summed over rows
     */
    public <A> double differentiate(Arithmetic<A> m, A z, A labels, RowLosses rows, int columns) {
        activate(m, z, rows.count(), columns);
        return switch (kind) {
            case SOFTMAX_MCXENT -> m.crossEntropy(z, labels, clip, rows, columns);
            case SIGMOID_XENT -> m.binaryCrossEntropy(z, labels, clip, rows, columns);
            case IDENTITY_MSE -> m.squaredError(z, labels, rows, columns);
        };
    }
}
