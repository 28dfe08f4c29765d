// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import java.util.List;

/**
 * Clips the errors inside the backward pass, at every time step or of a whole sequence.
 *
 * <pre>{@code
 * value:     e'_t,i = max(-c, min(c, e_t,i))          before it flows to the step before
 * norm:      e'_t = e_t min(1, c / ||e_t||)            for each example, before it flows to the step before
 * sequence:  e'_t = e_t min(1, c / ||(e_1 ... e_T)||)  for each example, all steps at once
 * }</pre>
 *
 * <p>The threshold c is on the error of one EXAMPLE: a row of [miniBatch, units]. Deeplearning4j sums the loss over
 * examples, so that each row is the derivative of its own example's loss, and c means the same at every minibatch size;
 * this is not the scale of the minibatch mean that clipping of the whole gradient is in.
 *
 * <p>With {@link Target#HIDDEN} an LSTM's dL/dc_t and with {@link Target#PRE_ACTIVATION} the paths without weights,
 * dL/dc_t of LSTM and the share of dL/dh_t that GRU's update gate lets pass, go on as they are. An example that is
 * masked at a step passes its error as it is. NaN and infinite errors are left as they are, so that they are found and
 * not hidden. What observers see is what flows on, after clipping, and at how many steps it was clipped; the
 * {@link ThroughTimeRecord} has the norms before as well.
 *
 * <p>By {@link By#SEQUENCE} each example is bounded as by per-example clipping (Lee and Kifer 2021 weight the losses of
 * the examples so), but on the errors of the layer, and layer by layer from the top: a layer below sees what was
 * bounded above it. DP-SGD (Abadi et al. 2016) bounds the gradient of all parameters of an example instead, which needs
 * that gradient, and adds noise; this bounds no sensitivity and promises no privacy.
 *
 * @param target which error to clip
 * @param by how
 * @param threshold c, finite and greater than 0. Published: 10 on the derivatives of the LSTM layers' inputs, by value
 *     (Graves 2013), which is {@link Target#PRE_ACTIVATION}
 * @see <a href="https://arxiv.org/abs/1308.0850">Graves (2013), section 2.1</a>
 * @see <a href="https://arxiv.org/abs/2009.03106">Lee and Kifer (2021), by sequence</a>
 * @see <a href="https://arxiv.org/abs/1607.00133">Abadi et al. (2016), which this is not</a>
 */
public record ThroughTimeClipping(
        @Default("pre-activation") Target target,
        @Default("value") By by,
        @Default(ThroughTimeClipping.DEFAULT_THRESHOLD) double threshold) {

    /** The threshold that a configuration gets if it names none. */
    public static final String DEFAULT_THRESHOLD = "10.0";

    /** What is clipped. */
    public enum Target {
        /** dL/dh_t, from the layer above and from the steps after t, before the step back through the cell. */
        HIDDEN,
        /**
         * dL/dz_t of all gates, before it goes into the weight gradients, the input's gradient and the step before; the
         * norm is taken over all gates of the example together.
         */
        PRE_ACTIVATION
    }

    /** How it is clipped. */
    public enum By {
        /** Each element, which may turn the error. */
        VALUE,
        /** The L2 norm of each example's error, which keeps its direction. */
        NORM,
        /**
         * The L2 norm of each example's errors of all steps together. An example over the threshold has all its errors
         * multiplied by one number after the pass, before the gradient of the weights is summed over examples, and so
         * has what goes on to the layers below: as if its share of the loss had been multiplied by it.
         */
        SEQUENCE
    }

    /** Checks the threshold. */
    public ThroughTimeClipping {
        new Rules().positive("threshold", threshold).enforce();
    }

    /**
     * What clipping through time did in one backward pass of one recurrent layer.
     *
     * @param layer the layer, as the installation report names it
     * @param reversed whether the layer reads backwards in time, so that its step 0 is the sequence's last
     * @param iteration the layer's iteration count during the pass
     * @param epoch the layer's epoch count during the pass
     * @param clipping what was asked for
     * @param steps what happened at each step that the pass reached, in the order of time
     */
    public record ThroughTimeRecord(
            String layer, boolean reversed, int iteration, int epoch, ThroughTimeClipping clipping, List<Step> steps) {

        /**
         * What happened at one step.
         *
         * @param step the time step
         * @param considered by norm or sequence, how many examples were not masked; by value, how many elements their
         *     errors have
         * @param clipped how many of them were over the threshold, by sequence with their errors of all steps, and
         *     changed
         * @param nonFinite how many of them were NaN or infinite (an example if one of its elements was), and left as
         *     they were
         * @param before largest norm of an example's error, or by value largest absolute value; of the finite ones, 0
         *     without any
         * @param after the same after clipping
         */
        public record Step(int step, int considered, int clipped, int nonFinite, double before, double after) {}

        /** Copies the list. */
        public ThroughTimeRecord {
            steps = List.copyOf(steps);
        }

        /** Returns how many examples or elements were clipped, over all steps. */
        public long clipped() {
            return steps.stream().mapToLong(Step::clipped).sum();
        }

        /** Returns how many examples or elements were considered, over all steps. */
        public long considered() {
            return steps.stream().mapToLong(Step::considered).sum();
        }

        /** Returns how many examples or elements were not finite, over all steps. */
        public long nonFinite() {
            return steps.stream().mapToLong(Step::nonFinite).sum();
        }

        /** Returns at how many steps something was clipped. */
        public long stepsClipped() {
            return steps.stream().filter(s -> s.clipped() > 0).count();
        }

        /** Returns the largest norm or absolute value before clipping, over all steps. */
        public double largestBefore() {
            return steps.stream().mapToDouble(Step::before).max().orElse(0);
        }

        /** Returns the largest norm or absolute value after clipping, over all steps. */
        public double largestAfter() {
            return steps.stream().mapToDouble(Step::after).max().orElse(0);
        }
    }
}
