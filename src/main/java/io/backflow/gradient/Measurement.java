package io.backflow.gradient;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;

/** What is known of the update that a model is making: opened when the gradient is there, closed after the update. */
public final class Measurement {

    private final UpdateIndex index;
    private final int miniBatchSize;
    private final GradientMeter meter;
    private final Map<Stage, StageNorms> sums = new EnumMap<>(Stage.class);
    private final StageNorms raw;
    private boolean marked;

    Measurement(UpdateIndex index, Model model, GradientMeter meter) {
        this.index = index;
        this.miniBatchSize = model.batchSize();
        this.meter = meter;
        this.raw = meter.measure(model.getGradientsViewArray());
        sums.put(Stage.RAW, raw);
        sums.put(Stage.CLIPPED, raw);
        marked = raw.global().nonFinite() > 0;
    }

    /** Returns which update it is. */
    public UpdateIndex index() {
        return index;
    }

    /** Returns the number of examples in the minibatch. */
    public int miniBatchSize() {
        return miniBatchSize;
    }

    /** Returns the layout of the model. */
    public GradientLayout layout() {
        return raw.layout();
    }

    /** Returns the norms as backpropagation left the gradient. */
    public StageNorms raw(Scale scale) {
        return raw.times(scale.factor(miniBatchSize));
    }

    /** Returns the norms after clipping; those of {@link #raw} until {@link #remeasure} is called. */
    public StageNorms clipped(Scale scale) {
        StageNorms clipped = sums.getOrDefault(Stage.CLIPPED, raw);
        return clipped.times(scale.factor(miniBatchSize));
    }

    /** Measures the gradient view again, after it was modified, as {@link Stage#CLIPPED}. */
    public void remeasure(Model model) {
        sums.put(Stage.CLIPPED, meter.measure(model.getGradientsViewArray()));
    }

    /** Returns whether the clipped stage was measured apart from the raw one. */
    public boolean isRemeasured() {
        return sums.get(Stage.CLIPPED) != raw;
    }

    /** Has the update recorded whatever the schedule says. */
    public void mark() {
        marked = true;
    }

    /** Returns what is known of non-finite elements of the raw gradient. */
    public Optional<NonFiniteFinding> nonFinite() {
        return GradientRecord.find(raw);
    }

    /** Measures the update that the model has just made. */
    void measureUpdate(Model model) {
        StageNorms update = meter.measure(model.getGradientsViewArray());
        sums.put(Stage.UPDATE, update);
        marked |= update.global().nonFinite() > 0;
    }

    boolean isMarked() {
        return marked;
    }

    GradientRecord toRecord(Model model, Scale scale) {
        Map<Stage, StageNorms> stages = new EnumMap<>(Stage.class);
        double factor = scale.factor(miniBatchSize);
        sums.forEach((stage, norms) -> stages.put(stage, stage == Stage.UPDATE ? norms : norms.times(factor)));
        return new GradientRecord(index, scale, miniBatchSize, stages, meter.measure(model.params()));
    }
}
