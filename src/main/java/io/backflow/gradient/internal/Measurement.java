// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Scale;
import io.backflow.gradient.Stage;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.UpdateIndex;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is known of the update that a model is making: opened when the gradient is there, closed after the update. */
public final class Measurement {

    private final UpdateIndex index;
    private final MiniBatch miniBatch;
    private final Examples examples;
    private final GradientMeter meter;
    private final Map<Stage, StageNorms> sums = new EnumMap<>(Stage.class);
    private boolean l2Only;
    private StageNorms raw;
    private boolean sampled;
    private boolean largest;
    private List<MiniBatch.Example> named = List.of();

    /**
     * What is known of the update's examples.
     *
     * @param earlier of minibatches whose gradients are in the update's already
     * @param metaData where those of the last minibatch stand in their data
     */
    record Examples(List<ExampleShares> earlier, List<?> metaData) {}

    Measurement(
            UpdateIndex index,
            Model model,
            MiniBatch miniBatch,
            Examples examples,
            GradientMeter meter,
            boolean sampled,
            boolean l2Only) {
        this.index = index;
        this.miniBatch = miniBatch;
        this.examples = examples;
        this.meter = meter;
        this.l2Only = l2Only;
        this.raw = measureGradient(model);
        sums.put(Stage.RAW, raw);
        sums.put(Stage.CLIPPED, raw);
        this.sampled = sampled || raw.global().nonFinite() > 0;
    }

    private StageNorms measureGradient(Model model) {
        INDArray gradient = model.getGradientsViewArray();
        return l2Only ? meter.measureL2(gradient) : meter.measure(gradient);
    }

    /** Returns which update it is. */
    public UpdateIndex index() {
        return index;
    }

    /** Returns the number of examples in the minibatch. */
    public int miniBatchSize() {
        return miniBatch.examples();
    }

    /** Returns the number of examples, and of labelled steps where they are counted. */
    public MiniBatch miniBatch() {
        return miniBatch;
    }

    /**
     * Returns the same with the examples that were named.
     *
     * @param scale of their norms
     */
    public MiniBatch miniBatch(Scale scale) {
        double factor = scale.factor(miniBatch);
        return new MiniBatch(
                miniBatch.examples(),
                miniBatch.labelledSteps(),
                named.stream().map(example -> example.times(factor)).toList());
    }

    /** Names the examples that added most to the gradient; while the layers have what the backward pass left. */
    public void nameExamples(Model model) {
        List<ExampleShares> passes = new ArrayList<>(examples.earlier());
        passes.add(ExampleShares.of(model, examples.metaData()));
        named = ExampleShares.largest(passes);
    }

    /** Returns whether the gradient is among the largest: larger than each of some that came before. */
    public boolean isLargest() {
        return largest;
    }

    void isLargest(boolean value) {
        largest = value;
    }

    /** Returns the layout of the model. */
    public GradientLayout layout() {
        return raw.layout();
    }

    /** Returns the norms as backpropagation left the gradient. */
    public StageNorms raw(Scale scale) {
        return raw.times(scale.factor(miniBatch));
    }

    /** Returns the norms after clipping; those of {@link #raw} until the gradient was modified. */
    public StageNorms clipped(Scale scale) {
        StageNorms clipped = sums.getOrDefault(Stage.CLIPPED, raw);
        return clipped.times(scale.factor(miniBatch));
    }

    /** Measures all norms of the raw gradient where only the L2 norms are known; before it is modified. */
    public void complete(Model model) {
        if (!l2Only) {
            return;
        }
        l2Only = false;
        raw = measureGradient(model);
        sums.put(Stage.RAW, raw);
        sums.put(Stage.CLIPPED, raw);
    }

    /** Measures the gradient view again, after it was modified, as {@link Stage#CLIPPED}. */
    public void remeasure(Model model) {
        sums.put(Stage.CLIPPED, measureGradient(model));
    }

    /** Takes sums over the examples as the norms of {@link Stage#CLIPPED}, without measuring them. */
    public void clipped(StageNorms norms) {
        sums.put(Stage.CLIPPED, norms);
    }

    /** Returns whether of all norms of the raw gradient the L2 norms alone are known. */
    public boolean isL2Only() {
        return l2Only;
    }

    /** Returns whether the gradient was modified: whether the clipped stage has norms of its own. */
    public boolean isModified() {
        return sums.get(Stage.CLIPPED) != raw;
    }

    /** Returns whether the update is recorded: the first, those that the schedule samples, and the marked ones. */
    public boolean isSampled() {
        return sampled;
    }

    /** Has the update recorded whatever the schedule says. */
    public void mark() {
        sampled = true;
    }

    /**
     * Returns what is known of the raw gradient if it is not finite, with the time steps that the recurrent layers saw.
     *
     * @param model whose gradient it is
     * @param maxNorm global L2 norm over which a gradient counts as not finite as well; {@link Double#MAX_VALUE} if
     *     only an infinite one does
     * @param scale of that norm
     */
    public Optional<NonFiniteFinding> nonFinite(Model model, double maxNorm, Scale scale) {
        Norms global = raw.global();
        if (global.nonFinite() == 0 && global.l2() * scale.factor(miniBatch) <= maxNorm) {
            return Optional.empty(); // without a look at the other blocks
        }
        return NonFiniteSearch.find(raw(scale), maxNorm).map(finding -> finding.at(NonFiniteSearch.steps(model)));
    }

    /** Measures the update that the model has just made. */
    void measureUpdate(Model model) {
        StageNorms update = meter.measure(model.getGradientsViewArray());
        sums.put(Stage.UPDATE, update);
        sampled |= update.global().nonFinite() > 0;
    }

    GradientRecord toRecord(Model model, Scale scale) {
        Map<Stage, StageNorms> stages = new EnumMap<>(Stage.class);
        double factor = scale.factor(miniBatch);
        sums.forEach((stage, norms) -> stages.put(stage, stage == Stage.UPDATE ? norms : norms.times(factor)));
        return new GradientRecord(index, scale, miniBatch(scale), stages, meter.measure(model.params()));
    }
}
