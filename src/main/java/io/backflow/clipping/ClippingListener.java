// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.clipping.internal.ClippingPlan;
import io.backflow.clipping.internal.GradientClipping;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.GradientRecorder;
import io.backflow.gradient.internal.UpdateEngine;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Clips the gradients of a {@code MultiLayerNetwork} or {@code ComputationGraph} as it trains, and measures them
 * before, after, and as the update that was made.
 *
 * <pre>{@code network.setListeners(new ClippingListener(new GlobalNormClipping(1.0)));}</pre>
 *
 * <p>One listener may serve several models, each in a thread of its own; with DL4J's {@code ParallelWrapper} every
 * worker clips its own gradient, before they are averaged or, in its mode SHARED_GRADIENTS, shared: there an update
 * cannot be taken back, and {@link NonFiniteConfig.Action#ZERO} fits better than SKIP. Layers that DL4J pretrains by
 * themselves are left alone.
 *
 * <p>It clips and measures the same wherever it stands among the listeners. Those after it see the clipped gradient,
 * and no update that was taken back; those before it see the raw gradient, and parameters that are then put back.
 * {@code Backflow.on(network)} has all others come after. Close the listener after training to have the last update
 * recorded.
 *
 * <p>Errors during {@code fit}: {@link NonFiniteGradientException} as {@link NonFiniteConfig} says;
 * {@link IllegalStateException} if the network also sets DL4J's {@code GradientNormalization}.
 */
public final class ClippingListener extends BaseTrainingListener implements AutoCloseable {

    private final GradientClipping clipping;
    private final UpdateEngine engine;

    private ClippingListener(Builder builder) {
        GradientRecorder recorder =
                new GradientRecorder(builder.schedule, builder.scale, builder.clippingScale, builder.gradients);
        this.clipping = new GradientClipping(
                new ClippingPlan(builder.newPolicy, builder.nonFinite, builder.clippingScale, builder.clips), recorder);
        this.engine = clipping.engine();
    }

    /** Clips, fails at the first gradient that is not finite, and records nothing. */
    public ClippingListener(ClippingConfig clipping) {
        this(builder(clipping));
    }

    /**
     * Returns a builder of a listener that clips so, each model by a policy of its own; {@code MyPolicy::new} will do.
     */
    public static Builder builder(ClippingConfig clipping) {
        return new Builder(clipping::newPolicy);
    }

    /** Builds a listener: what it does besides clipping. */
    public static final class Builder {
        private final Supplier<? extends ClippingPolicy> newPolicy;
        private NonFiniteConfig nonFinite = NonFiniteConfig.DEFAULT;
        private SamplingSchedule schedule = SamplingSchedule.every(GradientListener.DEFAULT_EVERY);
        private Scale scale = Scale.MEAN;
        private Scale clippingScale = Scale.MEAN;
        private @Nullable Consumer<? super GradientRecord> gradients;
        private Consumer<? super ClippingRecord> clips = clip -> {};

        private Builder(Supplier<? extends ClippingPolicy> newPolicy) {
            this.newPolicy = newPolicy;
        }

        /** Says what happens to a gradient that is not finite; by default training fails. */
        public Builder nonFinite(NonFiniteConfig value) {
            nonFinite = value;
            return this;
        }

        /** Says which updates' gradients are recorded, and count as sampled; by default every tenth. */
        public Builder schedule(SamplingSchedule value) {
            schedule = value;
            return this;
        }

        /** Says what the recorded norms are summed or averaged over; by default they are minibatch means. */
        public Builder scale(Scale value) {
            scale = value;
            return this;
        }

        /**
         * Says in which scale the policy sees the gradient: that of thresholds, {@link NonFiniteConfig#maxNorm} and
         * records of clipping. By default the minibatch mean, a sum over time steps; {@link Scale#PER_STEP} suits
         * unequal lengths.
         */
        public Builder clippingScale(Scale value) {
            clippingScale = value;
            return this;
        }

        /**
         * Takes the gradients of the first, the last, the sampled, the clipped and the non-finite updates, in the
         * thread that trains. Without it the update and the parameters are never measured, and the clipped gradient
         * seldom.
         */
        public Builder gradients(Consumer<? super GradientRecord> value) {
            gradients = value;
            return this;
        }

        /** Takes what was done to every update's gradient, in the thread that trains. */
        public Builder clips(Consumer<? super ClippingRecord> value) {
            clips = value;
            return this;
        }

        /** Makes the listener. */
        public ClippingListener build() {
            return new ClippingListener(this);
        }
    }

    @Override
    public void onBackwardPass(Model model) {
        engine.onBackwardPass(model);
    }

    @Override
    public void onGradientCalculation(Model model) {
        engine.onGradientCalculation(model);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        engine.iterationDone(model, iteration, epoch);
    }

    /**
     * Returns everything that must be remembered of a model between two updates, so that training resumes as if it had
     * not been interrupted: the policy's state ({@code policy.*}), counters of gradients that were not finite
     * ({@code nonFinite.*}), statistics ({@code statistics.*}), the count of updates ({@code updates.*}) and, if it is
     * not the mean, the scale of all norms ({@code scale.*}). To be saved with the model, after {@code fit} returned. A
     * model that was not trained yet has the state of a beginner.
     *
     * @throws IllegalStateException if the network also sets DL4J's {@code GradientNormalization}
     */
    public Map<String, double[]> state(Model model) {
        return clipping.state(model);
    }

    /**
     * Goes on with a model where another listener was when it gave this state; before the model's first update.
     *
     * @throws IllegalArgumentException naming the entry, if the state does not fit this listener's policy, or is of
     *     norms in another scale
     */
    public void restore(Model model, Map<String, double[]> state) {
        clipping.restore(model, state);
    }

    @Override
    public void close() {
        engine.closeParts();
    }
}
