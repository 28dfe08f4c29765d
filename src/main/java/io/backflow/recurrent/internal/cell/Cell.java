// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.List;

/**
 * The element-wise part of one time step of a recurrent cell, forward and backward; the matrix products around it are
 * the engine's.
 *
 * <p>All arrays hold [miniBatch, units] values, row-major. What a step keeps for its backward pass is an array of such
 * blocks, of which the first {@link #gates()} come in as pre-activations and go out as activations.
 */
public interface Cell {

    /** Returns what the blocks that have weights are called, in the order of their weight columns. */
    List<String> gates();

    /** Returns the activation of each of {@link #gates()}. */
    List<Activation> activations();

    /** Returns how many blocks a step keeps for its backward pass. */
    int keptBlocks();

    /** Returns which kept block is the cell state c, or -1 if the cell has none. */
    int cellStateBlock();

    /**
     * Returns whether the recurrent products stay apart from the input products, with biases of their own, because one
     * of them is gated before the two are added.
     */
    boolean recurrentApart();

    /** Returns how many blocks of biases, and of peephole weights after them, {@link #forward} reads. */
    default int biasBlocks() {
        return gates().size();
    }

    /** Returns how many gates have a weight by which each of their units sees its own cell state. */
    default int peepholes() {
        return 0;
    }

    /**
     * Takes one step forward.
     *
     * @param kept in: input (or input plus recurrent) products without bias; out: what the backward pass needs
     * @param recurrent the recurrent products without bias, if they stay apart; else unused; overwritten
     * @param bias the biases, a row for each example
     * @param hBefore state before the step
     * @param cBefore cell state before the step; unused without one
     * @param h state after the step
     */
    <A> void forward(Arithmetic<A> m, A[] kept, A[] recurrent, A[] bias, A hBefore, A cBefore, A h, int length);

    /**
     * Takes one step back.
     *
     * @param bias as the step forward had it
     * @param g in: {@code dh} and {@code dcCarried}; out: {@code dz}, {@code dzRecurrent}, {@code dc},
     *     {@code dcCarried} for the step before, and {@code dhDirect}, the part of dL/dh before the step that takes no
     *     product with the weights
     */
    <A> void backward(Arithmetic<A> m, A[] kept, A[] bias, A hBefore, A cBefore, StepGradient<A> g, int length);

    /**
     * Adds what one step says of the gradient of the peephole weights.
     *
     * @param dz dL/dz of the step, [miniBatch, gates x units]
     * @param cBefore the cell state before the step, [miniBatch, units]
     * @param c the cell state after it
     * @param sums {@link #peepholes()} times {@code units} values
     */
    default <A> void addPeepholeGradients(Arithmetic<A> m, A dz, A cBefore, A c, int units, double[] sums) {}

    /**
     * Tells the errors on the recurrent side from those on the input side, for cells that keep the two apart; part of
     * {@link #backward}.
     *
     * @param g in: {@code dz}; out: {@code dzRecurrent}
     */
    default <A> void recurrentErrors(Arithmetic<A> m, A[] kept, StepGradient<A> g, int length) {}

    /** Returns whether {@link #backward} sets {@code dhDirect}. */
    default boolean hasDirectPath() {
        return false;
    }
}
