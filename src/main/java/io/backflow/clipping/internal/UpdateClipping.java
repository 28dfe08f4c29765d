// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.NonFiniteGradientException;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.internal.GradientRecorder;
import io.backflow.gradient.internal.Measurement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to the gradient of one update: it is clipped if it is finite, and else mended or refused. */
final class UpdateClipping {

    private static final Logger log = LoggerFactory.getLogger(ClippingListener.class);

    /** The share of a gradient from which on it is one example's for the most part. */
    private static final double MOST = 0.5;

    private final ClippingPlan plan;
    private final GradientRecorder recorder;
    private final Model model;
    private final ModelState state;
    private final Measurement update;
    private final Scale scale;

    UpdateClipping(ClippingPlan plan, GradientRecorder recorder, Model model, ModelState state, Measurement update) {
        this.plan = plan;
        this.recorder = recorder;
        this.model = model;
        this.state = state;
        this.update = update;
        this.scale = plan.scale();
    }

    void clip() {
        state.forgetRollbackUnless(update.index());
        Optional<NonFiniteFinding> finding = update.nonFinite(model, normLimit(plan.nonFinite()), scale);
        if (finding.isEmpty()) {
            state.nonFinite().finite();
            askPolicy(null);
        } else {
            update.mark();
            update.complete(model);
            update.nameExamples(model);
            state.nonFinite().nonFinite();
            mend(finding.get());
        }
    }

    /** Returns the largest norm that is let pass. */
    private static double normLimit(NonFiniteConfig nonFinite) {
        Double maxNorm = nonFinite.maxNorm();
        if (maxNorm != null) {
            return maxNorm;
        }
        return nonFinite.action() == NonFiniteConfig.Action.SHRINK ? NonFiniteConfig.SHRINK_MAX_NORM : Double.MAX_VALUE;
    }

    private void mend(NonFiniteFinding finding) {
        String brokenRule = state.nonFinite().brokenRule(plan.nonFinite());
        if (!brokenRule.isEmpty()) {
            fail(finding, brokenRule);
        }
        log.debug(
                "Update {} has {}: {}",
                update.index().update(),
                finding,
                plan.nonFinite().action());
        switch (plan.nonFinite().action()) {
            case ZERO -> zero(finding);
            case SHRINK -> shrink(finding);
            default -> skip(finding);
        }
    }

    private void fail(NonFiniteFinding finding, String brokenRule) {
        recorder.refuse(model);
        report(Action.FAILED, ClipResult.UNCHANGED, finding);
        throw new NonFiniteGradientException(
                update.index(), finding, update.miniBatch(scale).largest(), brokenRule);
    }

    private void zero(NonFiniteFinding finding) {
        NonFiniteZeroing.apply(model, update.layout(), finding);
        update.remeasure(model);
        askPolicy(finding);
    }

    private void shrink(NonFiniteFinding finding) {
        RecurrentShrinking.apply(model, update.layout(), update.miniBatchSize());
        update.remeasure(model);
        report(Action.SHRUNK, ClipResult.UNCHANGED, finding);
    }

    private void skip(NonFiniteFinding finding) {
        if (state.rollback() == null) { // a line search may meet more than one such gradient an update
            state.rollback(new Rollback(update.index(), model));
        }
        model.getGradientsViewArray().assign(0);
        update.remeasure(model);
        report(Action.SKIPPED, ClipResult.UNCHANGED, finding);
    }

    /** Has the policy clip the gradient, which was not finite before if there is a finding. */
    private void askPolicy(@Nullable NonFiniteFinding finding) {
        MeanGradient gradient =
                MeanGradient.of(model, update.clipped(Scale.SUM), scale, update.miniBatch(), update.index());
        ClipResult result = state.policy().clip(gradient);
        if (finding == null && (result.clipped() || update.isLargest())) {
            update.nameExamples(model);
            tellIfHard(result);
        }
        if (result.clipped()) {
            measureClipped(gradient);
        }
        Action passed = result.clipped() ? Action.CLIPPED : Action.UNCHANGED;
        report(finding == null ? passed : Action.ZEROED, result, finding);
        if (result.clipped()) {
            update.mark();
        }
    }

    /** Says of a gradient that was cut down as none before, and is one example's for the most part, whose it is. */
    private void tellIfHard(ClipResult result) {
        List<MiniBatch.Example> named = update.miniBatch(scale).largest();
        boolean ofOne = !named.isEmpty() && named.get(0).share() >= MOST;
        if (ofOne && result.clipped() && state.isHardest(result.coefficient())) {
            log.info(
                    "Update {}: clipped to {} times its norm; {}",
                    update.index().update(),
                    String.format(Locale.ROOT, "%.2g", result.coefficient()),
                    named.get(0));
        }
    }

    /** Measures again where somebody will see all norms, or where they do not follow from what was done. */
    private void measureClipped(MeanGradient gradient) {
        Optional<StageNorms> known = update.isSampled() || recorder.isListenedTo()
                ? Optional.empty()
                : gradient.sumsAfter(update.isL2Only());
        known.ifPresentOrElse(update::clipped, () -> update.remeasure(model));
    }

    private void report(Action action, ClipResult result, @Nullable NonFiniteFinding finding) {
        StageNorms before = update.raw(scale);
        StageNorms after = update.isModified() ? update.clipped(scale) : before;
        state.telemetry().count(before.global().l2(), result.clipped(), finding == null);
        plan.sink()
                .accept(new ClippingRecord(
                        update.index(),
                        action,
                        scale,
                        update.miniBatch(scale),
                        before,
                        after,
                        result,
                        finding,
                        state.telemetry().statistics(),
                        update.isSampled()));
    }
}
