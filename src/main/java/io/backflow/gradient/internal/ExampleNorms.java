// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

/**
 * Implemented by a recurrent layer that can say how much each example of a minibatch added to its gradient in its last
 * backward pass.
 */
public interface ExampleNorms {

    /**
     * Returns for each example the L2 norm, over its time steps, of what each of them added to the gradient of the
     * layer's parameters, which is a sum over examples and steps. It is empty if there was no backward pass, or if its
     * values are gone.
     */
    double[] exampleNorms();
}
