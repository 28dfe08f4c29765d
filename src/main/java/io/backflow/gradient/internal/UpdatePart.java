// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A part of an {@link UpdateEngine}, which calls it at each moment of an update, in the order of the methods here. It
 * may be called by several threads, each with a model of its own.
 */
public interface UpdatePart extends AutoCloseable {

    /** Returns whether it changes gradients; all others only look on. */
    default boolean modifies() {
        return false;
    }

    /** The forward pass of a network of layers has been made. */
    default void forward(Model model, List<INDArray> activations) {}

    /** The forward pass of a graph has been made. */
    default void forward(Model model, Map<String, INDArray> activations) {}

    /** The backward pass has been made; nobody has refused the gradient yet. */
    default void backward(Model model) {}

    /** The gradient is as backpropagation left it. */
    default void raw(Model model) {}

    /** The gradient may be changed, or refused by an exception. */
    default void policy(Model model) {}

    /** The gradient is what the updater will see. */
    default void clipped(Model model) {}

    /** The update has been made, and is taken back if it was not to be. */
    default void takeBack(Model model) {}

    /** The update has been made for good: where the gradient was, there is now what was subtracted. */
    default void updated(Model model, int iteration, int epoch) {}

    /** Records what it still has to record, and forgets the models. */
    @Override
    default void close() {}
}
