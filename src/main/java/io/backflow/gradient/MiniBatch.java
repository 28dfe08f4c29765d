// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.gradient.internal.LabelledStepCount;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The minibatch of one update.
 *
 * @param examples number of examples
 * @param labelledSteps number of labelled time steps of all examples, as {@link LabelledStepCount} counts them; NaN
 *     where nobody needs it
 * @param largest the examples that added most to the gradient, the largest first. They are named where the gradient was
 *     clipped, not finite or among the largest, as far as recurrent layers can tell; else it is empty
 */
public record MiniBatch(int examples, double labelledSteps, List<Example> largest) {

    /** Makes a minibatch of which no example is named. */
    public MiniBatch(int examples, double labelledSteps) {
        this(examples, labelledSteps, List.of());
    }

    /** Copies the list. */
    public MiniBatch {
        largest = List.copyOf(largest);
    }

    /** Returns whether the labelled steps were counted. */
    public boolean isCounted() {
        return !Double.isNaN(labelledSteps);
    }

    /**
     * An example that added much to a gradient.
     *
     * @param index place in the minibatch, from 0; where gradients of several are summed before an update, in all of
     *     them, one after the other
     * @param layer the recurrent layer in which it added most, or the uppermost in which it is not finite, as the
     *     installation report names it
     * @param norm L2 norm, over recurrent layers and time steps, of what each step added to the gradient; in the scale
     *     of the record that it is in
     * @param share square of the norm, relative to the sum of all examples' squares; NaN if it is not finite
     * @param place where it stands in the data; empty if nobody said so
     */
    public record Example(int index, String layer, double norm, double share, String place) {

        /** Returns the same example with a share. */
        public Example withShare(double value) {
            return new Example(index, layer, norm, value, place);
        }

        /** Returns the same example with its norm in another scale. */
        public Example times(double factor) {
            return new Example(index, layer, norm * factor, share, place);
        }

        /** Returns its place in the data, or else in the minibatch. */
        public String where() {
            return place.isEmpty() ? "example " + index + " of the minibatch" : place;
        }

        /** Returns the text of several, the first first. */
        public static String named(List<Example> examples) {
            return examples.stream().map(Example::toString).collect(Collectors.joining("; "));
        }

        @Override
        public String toString() {
            return Double.isNaN(share)
                    ? where() + ", not finite"
                    : where() + String.format(Locale.ROOT, ", %.0f %% of the gradient", 100 * share);
        }
    }
}
