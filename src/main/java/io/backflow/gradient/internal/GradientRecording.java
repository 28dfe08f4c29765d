// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.Scale;
import io.backflow.model.internal.Pretraining;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.Model;

/** Measures the gradient of every update as part of an engine, and has a recorder hand on what is to be recorded. */
public final class GradientRecording implements UpdatePart {

    private final GradientRecorder recorder;
    private final Pretraining pretraining;
    private final Predicate<? super Model> l2Only;
    private final boolean alone;

    /** Measures all norms, and leaves out layers that are pretrained by themselves. */
    public GradientRecording(GradientRecorder recorder) {
        this(recorder, new Pretraining("measured"), model -> false, true);
    }

    /**
     * Measures for a part that clips.
     *
     * @param recorder is also that part's, which asks it for the open update
     * @param pretraining what is left out
     * @param l2Only whether the L2 norms of a model will do; asked before its gradient is measured
     */
    public GradientRecording(GradientRecorder recorder, Pretraining pretraining, Predicate<? super Model> l2Only) {
        this(recorder, pretraining, l2Only, false);
    }

    private GradientRecording(
            GradientRecorder recorder, Pretraining pretraining, Predicate<? super Model> l2Only, boolean alone) {
        this.alone = alone;
        this.recorder = recorder;
        this.pretraining = pretraining;
        this.l2Only = l2Only;
    }

    @Override
    public void backward(Model model) {
        if (!pretraining.isOf(model)) {
            recorder.countSteps(model);
            recorder.keepShares(model);
        }
    }

    @Override
    public void raw(Model model) {
        if (!pretraining.isOf(model)) {
            Measurement update = recorder.begin(model, l2Only.test(model));
            if (alone && recorder.isListenedTo()) {
                name(model, update);
            }
        }
    }

    /** Names the examples of an update that nobody else looks at, and has it recorded. */
    private static void name(Model model, Measurement update) {
        boolean broken = update.raw(Scale.SUM).global().nonFinite() > 0;
        if (broken || update.isLargest()) {
            update.nameExamples(model);
            update.mark();
        }
    }

    @Override
    public void updated(Model model, int iteration, int epoch) {
        recorder.finish(model);
    }

    @Override
    public void close() {
        recorder.close();
    }
}
