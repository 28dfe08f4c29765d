// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.gradient.internal.NonFiniteSteps;
import java.util.List;

/**
 * What is known of a gradient with non-finite elements, or with a norm that is not finite or over a limit.
 *
 * @param count how many elements are NaN or infinite, in all blocks; 0 if only the norm is to blame
 * @param norm global L2 norm, in the scale of the norms among which it was found
 * @param layer name of the layer of the first block with such an element, in the order of the flat view; where all
 *     elements are finite, of the block with the largest norm
 * @param parameter name of that block's parameter, such as {@code RW}
 * @param gate name of that block's gate; empty if the parameter is not divided
 * @param steps at which time step each recurrent layer met a value that is not finite, in the order of the backward
 *     pass: the first one met it first. Empty if no layer that can say so ({@link NonFiniteSteps}) met any
 */
public record NonFiniteFinding(long count, double norm, String layer, String parameter, String gate, List<Step> steps) {

    /**
     * The time step at which a recurrent layer's backward pass met a value that is not finite.
     *
     * @param layer name of the layer; of a bidirectional one with {@code /forward} or {@code /backward}
     * @param step the latest such time step, counted from 0 as the layer reads: a backward direction reads from the
     *     end. In truncated BPTT it is counted within the segment
     */
    public record Step(String layer, int step) {

        @Override
        public String toString() {
            return "time step " + step + " of " + layer;
        }
    }

    /** Copies the steps. */
    public NonFiniteFinding {
        steps = List.copyOf(steps);
    }

    /** Returns the path of the block: {@code layer/parameter}, or {@code layer/parameter/gate}. */
    public String first() {
        String path = layer + '/' + parameter;
        return gate.isEmpty() ? path : path + '/' + gate;
    }

    /** Returns the same finding with the time steps that the recurrent layers report. */
    public NonFiniteFinding at(List<Step> times) {
        return new NonFiniteFinding(count, norm, layer, parameter, gate, times);
    }

    @Override
    public String toString() {
        String what = count == 0
                ? "a norm of " + norm + " from finite elements, most of it in " + first()
                : count + " non-finite element" + (count == 1 ? "" : "s") + ", the first in " + first();
        return steps.isEmpty() ? what : what + ", met first at " + steps.get(0);
    }
}
