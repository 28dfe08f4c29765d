// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.kernel.RecurrentPass;
import io.backflow.recurrent.internal.kernel.Weights;

/**
 * A term that is added to the weight gradients of one recurrent layer at the end of its backward pass: before
 * Deeplearning4j's listeners see the gradient, and so before clipping.
 */
public interface GradientTerm {

    /**
     * Adds the term.
     *
     * <p>Called within the pass, on the thread that trains, with arrays of the layer: nothing of it may be kept, and
     * only {@code gradients} may be changed. They are what Deeplearning4j sums over examples and steps; if
     * {@code averaged}, its updater divides them by the minibatch size.
     *
     * @param where which layer and iteration
     * @param pass what the backward pass left behind
     * @param weights the layer's W and R
     * @param gradients dL/dW and dL/dR, to add to
     * @param averaged whether Deeplearning4j divides the gradient by the minibatch size
     */
    <A> void add(PassLabel where, RecurrentPass<A> pass, Weights<A> weights, Weights<A> gradients, boolean averaged);
}
