// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * The gradient of a network at one stage of one update, to be read only.
 *
 * <p>It is in force while a meter looks at it; afterwards every method that reads the network throws {@link IllegalStateException}.
 * Gradients are summed over the examples and their time steps, as Deeplearning4j leaves them; the update has no scale.
 */
public interface GradientMoment {

    /** Returns the stage. */
    Stage stage();

    /** Returns which update it is. */
    UpdateIndex index();

    /** Returns the number of examples; labelled steps are not counted. */
    MiniBatch miniBatch();

    /** Returns where each named block lies. */
    GradientLayout layout();

    /** Returns the norms of all blocks; measured the first time that they are asked for. */
    StageNorms norms();

    /** Returns a copy of all elements that are gradients, in the order of {@link GradientLayout#leaves()}. */
    default double[] values() {
        return values(layout().model());
    }

    /**
     * Returns a copy of a block's elements, in the order of its leaves.
     *
     * @throws IllegalArgumentException if the network has no such block
     */
    double[] values(GradientBlock block);
}
