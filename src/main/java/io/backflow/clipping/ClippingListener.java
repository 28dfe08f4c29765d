// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.internal.NonFiniteZeroing;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.internal.GradientRecorder;
import io.backflow.gradient.internal.Measurement;
import io.backflow.model.internal.Pretraining;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.guava.collect.MapMaker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clips the gradients of a {@code MultiLayerNetwork} or {@code ComputationGraph} as it trains, and measures them
 * before, after, and as the update that was made. The one place that modifies a gradient, and that owns the order.
 *
 * <pre>{@code network.setListeners(new ClippingListener(new GlobalNormClipping(1.0)));}</pre>
 *
 * <p>One listener may serve several models, each in a thread of its own; with DL4J's {@code ParallelWrapper} every
 * worker clips its own gradient, before they are averaged or, in its mode SHARED_GRADIENTS, shared: there an update
 * cannot be taken back, and {@link NonFiniteConfig.Action#ZERO} fits better than SKIP. Layers that DL4J pretrains by
 * themselves are left alone.
 *
 * <p>It clips and measures the same wherever it stands among the listeners. Those that come after it see the clipped
 * gradient, and no parameters of an update that was taken back: {@code Backflow.on(network)} puts it first by itself.
 * Close it after training to have the last update recorded.
 *
 * <p>Errors during {@code fit}: {@link NonFiniteGradientException} as {@link NonFiniteConfig} says;
 * {@link IllegalStateException} if the network also sets DL4J's {@code GradientNormalization}.
 */
public final class ClippingListener extends BaseTrainingListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ClippingListener.class);

    private static final String UPDATES = "updates.";

    private final Supplier<? extends ClippingPolicy> newPolicy;
    private final NonFiniteConfig nonFinite;
    private final Scale scale;
    private final GradientRecorder recorder;
    private final Consumer<? super ClippingRecord> sink;
    private final ConcurrentMap<Model, ModelState> states =
            new MapMaker().weakKeys().makeMap();
    private final Pretraining pretraining = new Pretraining("clipped");

    private ClippingListener(Builder builder) {
        this.newPolicy = builder.newPolicy;
        this.nonFinite = builder.nonFinite;
        this.scale = builder.clippingScale;
        this.recorder = new GradientRecorder(builder.schedule, builder.scale, scale, builder.gradients);
        this.sink = builder.clips;
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
        if (!pretraining.isOf(model)) {
            recorder.countSteps(model);
        }
    }

    @Override
    public void onGradientCalculation(Model model) {
        if (pretraining.isOf(model)) {
            return;
        }
        ModelState state = stateOf(model);
        Measurement update = recorder.begin(model, state.policy().needsL2Only());
        state.forgetRollbackUnless(update.index());
        Optional<NonFiniteFinding> finding = update.nonFinite(model, nonFinite.normLimit(), scale);
        if (finding.isEmpty()) {
            state.nonFinite().finite();
            clip(model, state, update, null);
        } else {
            update.mark();
            update.complete(model);
            state.nonFinite().nonFinite();
            mend(model, state, update, finding.get());
        }
    }

    private void mend(Model model, ModelState state, Measurement update, NonFiniteFinding finding) {
        String brokenRule = state.nonFinite().brokenRule(nonFinite);
        if (!brokenRule.isEmpty()) {
            fail(model, state, update, finding, brokenRule);
        }
        log.debug("Update {} has {}: {}", update.index().update(), finding, nonFinite.action());
        switch (nonFinite.action()) {
            case ZERO -> {
                NonFiniteZeroing.apply(model, update.layout(), finding);
                update.remeasure(model);
                clip(model, state, update, finding);
            }
            case SHRINK -> {
                RecurrentShrinking.apply(model, update.layout(), update.miniBatchSize());
                update.remeasure(model);
                report(state, update, Action.SHRUNK, ClipResult.UNCHANGED, finding);
            }
            default -> skip(model, state, update, finding);
        }
    }

    private ModelState newState(Model model) {
        ForeignClipping.refuse(model);
        if (nonFinite.action() == NonFiniteConfig.Action.SHRINK) {
            RecurrentShrinking.require(model);
        }
        return new ModelState(newPolicy.get(), scale);
    }

    private void clip(Model model, ModelState state, Measurement update, @Nullable NonFiniteFinding finding) {
        MeanGradient gradient = MeanGradient.of(model, update, scale);
        ClipResult result = state.policy().clip(gradient);
        if (result.clipped()) {
            if (update.isSampled() || recorder.isListenedTo()) {
                update.remeasure(model);
            } else {
                gradient.edits().applyTo(update, model);
            }
        }
        Action passed = result.clipped() ? Action.CLIPPED : Action.UNCHANGED;
        report(state, update, finding == null ? passed : Action.ZEROED, result, finding);
        if (result.clipped()) {
            update.mark();
        }
    }

    private void skip(Model model, ModelState state, Measurement update, NonFiniteFinding finding) {
        if (state.rollback() == null) { // a line search may meet more than one such gradient an update
            state.rollback(new Rollback(update.index(), model));
        }
        model.getGradientsViewArray().assign(0);
        update.remeasure(model);
        report(state, update, Action.SKIPPED, ClipResult.UNCHANGED, finding);
    }

    private void fail(Model model, ModelState state, Measurement update, NonFiniteFinding finding, String brokenRule) {
        recorder.refuse(model);
        report(state, update, Action.FAILED, ClipResult.UNCHANGED, finding);
        throw new NonFiniteGradientException(update.index(), finding, brokenRule);
    }

    private void report(
            ModelState state,
            Measurement update,
            Action action,
            ClipResult result,
            @Nullable NonFiniteFinding finding) {
        StageNorms before = update.raw(scale);
        StageNorms after = update.isModified() ? update.clipped(scale) : before;
        state.telemetry().count(before.global().l2(), result.clipped(), finding == null);
        sink.accept(new ClippingRecord(
                update.index(),
                action,
                scale,
                update.miniBatch(),
                before,
                after,
                result,
                finding,
                state.telemetry().statistics(),
                update.isSampled()));
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        ModelState state = states.get(model);
        Rollback rollback = state == null ? null : state.rollback();
        if (state != null && rollback != null) {
            rollback.restore(model);
            state.rollback(null);
        }
        recorder.finish(model);
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
        SavedState state = stateOf(model).state();
        return state.withPart(UPDATES, SavedState.of(recorder.state(model))).toMap();
    }

    /**
     * Goes on with a model where another listener was when it gave this state; before the model's first update.
     *
     * @throws IllegalArgumentException naming the entry, if the state does not fit this listener's policy, or is of
     *     norms in another scale
     */
    public void restore(Model model, Map<String, double[]> state) {
        SavedState saved = SavedState.of(state);
        stateOf(model).restore(saved);
        recorder.restore(model, saved.part(UPDATES).toMap());
    }

    private ModelState stateOf(Model model) {
        return states.computeIfAbsent(model, this::newState);
    }

    @Override
    public void close() {
        recorder.close();
        states.clear();
    }
}
