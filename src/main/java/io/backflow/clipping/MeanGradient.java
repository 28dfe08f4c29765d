// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.clipping.internal.Clamping;
import io.backflow.clipping.internal.Edits;
import io.backflow.clipping.internal.Scaling;
import io.backflow.clipping.internal.UnitNorms;
import io.backflow.clipping.internal.UnitScaling;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.internal.GradientMeter;
import io.backflow.gradient.internal.Measurement;
import io.backflow.model.internal.FlatView;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's gradient as policies see and edit it: the mean over the minibatch, or in the scale that the listener was
 * told.
 *
 * <p>DL4J holds the sum over the examples and their time steps. Rather than divide it, which its updater does later,
 * thresholds are multiplied by the number of examples, or of labelled steps, here, once, so that no policy can forget.
 */
public final class MeanGradient {

    private final Model model;
    private final INDArray sum;
    private final FlatView view;
    private final StageNorms means;
    private final Edits edits;
    private final Scale scale;
    private final MiniBatch miniBatch;
    private final double factor;
    private final int iteration;
    private final int epoch;
    private final Scope scope;

    private MeanGradient(
            Model model,
            INDArray sum,
            StageNorms sumNorms,
            Scale scale,
            MiniBatch miniBatch,
            int iteration,
            int epoch) {
        this.model = model;
        this.sum = sum;
        this.view = FlatView.of(sum);
        this.scale = scale;
        this.miniBatch = miniBatch;
        this.factor = scale.factor(miniBatch);
        this.means = sumNorms.times(factor);
        this.edits = new Edits(means.layout());
        this.iteration = iteration;
        this.epoch = epoch;
        this.scope = Scope.all(sumNorms.layout());
    }

    private MeanGradient(MeanGradient other, Scope scope, StageNorms means) {
        this.model = other.model;
        this.sum = other.sum;
        this.view = other.view;
        this.means = means;
        this.scale = other.scale;
        this.miniBatch = other.miniBatch;
        this.factor = other.factor;
        this.iteration = other.iteration;
        this.epoch = other.epoch;
        this.edits = other.edits;
        this.scope = scope;
    }

    /**
     * Returns a gradient without a training run around it, as the test of a policy needs: the mean over the examples.
     *
     * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph} after {@code init()}
     * @param layout that of the model
     * @param sum the sum over the examples, one number for each of the model's parameters; edited in place
     * @param miniBatchSize number of examples
     * @param iteration number of updates made before
     * @param epoch number of epochs finished before
     */
    public static MeanGradient of(
            Model model, GradientLayout layout, INDArray sum, int miniBatchSize, int iteration, int epoch) {
        StageNorms norms = new GradientMeter(layout).measure(sum);
        MiniBatch miniBatch = new MiniBatch(miniBatchSize, Double.NaN);
        return new MeanGradient(model, sum, norms, Scale.MEAN, miniBatch, iteration, epoch);
    }

    /** Returns the gradient of an update that a model is making, in a scale. */
    static MeanGradient of(Model model, Measurement update, Scale scale) {
        return new MeanGradient(
                model,
                model.getGradientsViewArray(),
                update.clipped(Scale.SUM),
                scale,
                update.miniBatch(),
                Math.toIntExact(update.index().update()),
                update.index().epoch());
    }

    /** Returns the number of updates that the network had made before, DL4J's iteration count; 0 at the first. */
    public int iteration() {
        return iteration;
    }

    /** Returns the number of epochs that the network had finished before, DL4J's epoch count. */
    public int epoch() {
        return epoch;
    }

    /** Returns Adam's second moment; empty if no updater of the model keeps one. */
    public Optional<SecondMoment> secondMoment() {
        return Optional.of(requiredSecondMoment()).filter(SecondMoment::isKept);
    }

    /** Returns the second moment for a policy that needs that of every parameter, and is told of one that has none. */
    public SecondMoment requiredSecondMoment() {
        // The updater squares means, or without DL4J's division by the minibatch size sums.
        double ofUpdater = model.conf().isMiniBatch() ? ofMean() : factor;
        return new SecondMoment(model, ofUpdater * ofUpdater);
    }

    /** Returns what an element of the mean over the minibatch is multiplied by to be in the policy's scale. */
    private double ofMean() {
        return scale == Scale.MEAN ? 1.0 : factor * miniBatch.examples();
    }

    /** Returns the same gradient for a policy that is to bound a part of it. */
    public MeanGradient within(Scope part) {
        return new MeanGradient(this, part, means);
    }

    /** Returns the same gradient as it is now, for the next policy; its norms are measured again. */
    MeanGradient measuredAgain(boolean l2Only) {
        GradientMeter meter = new GradientMeter(layout());
        StageNorms sums = l2Only ? meter.measureL2(sum) : meter.measure(sum);
        return new MeanGradient(this, scope, sums.times(factor));
    }

    /** Returns all that the policy is to bound: the whole model, or a named group of its blocks. */
    public GradientBlock whole() {
        return scope.whole();
    }

    /** Returns the blocks of one level that the policy is to bound, or those parts of them that it is to bound. */
    public List<GradientBlock> blocks(GradientBlock.Level level) {
        return scope.blocks(level);
    }

    /** Returns the blocks without parts that the policy is to bound. */
    public List<GradientBlock> leaves() {
        return scope.leaves();
    }

    /** Returns the scale in which the policy sees the gradient: that of its norms and thresholds. */
    public Scale scale() {
        return scale;
    }

    /** Returns the norms of one of these blocks as they were before the policy changed anything. */
    public Norms norms(GradientBlock block) {
        return scope.norms(block, means);
    }

    /** Returns the named blocks of the whole model. */
    public GradientLayout layout() {
        return means.layout();
    }

    /** Returns the norms of all blocks of the whole model as they were before the policy changed anything. */
    public StageNorms norms() {
        return means;
    }

    /**
     * Multiplies every element of a block, leaving out what is no gradient.
     *
     * @param coefficient at least 0; in a network of floats it is rounded down to a float, unless it is below the
     *     normal ones
     */
    public void scale(GradientBlock block, double coefficient) {
        edit(block, new Scaling(factor(coefficient)));
    }

    /**
     * Sets every element of a block to the nearest value in {@code [-threshold, threshold]}.
     *
     * @return the number of elements that changed
     */
    public long clamp(GradientBlock block, double threshold) {
        Clamping clamping = new Clamping(largestSum(threshold));
        edit(block, clamping);
        return clamping.changed();
    }

    /**
     * Shortens a block whose norm is over a threshold, and keeps its direction. After rounding the norm is at most
     * that.
     *
     * @return what was done; empty if the norm is not over the threshold
     */
    public Optional<ClipResult.BlockClip> shorten(GradientBlock block, NormType type, double maxNorm) {
        return NormClipping.clip(this, block, type, maxNorm);
    }

    /**
     * Shortens each block of a level whose norm is over a threshold.
     *
     * @param why where the threshold comes from, as the end of the reason: {@code ", percentile 10"}; may be empty
     */
    public ClipResult shorten(GradientBlock.Level level, NormType type, double maxNorm, String why) {
        return NormClipping.clip(this, level, type, maxNorm, why);
    }

    /** Returns the norm to shorten to, so that however it is rounded and added up it is not over a threshold. */
    public double bound(double threshold) {
        return NormClipping.bound(this, threshold);
    }

    /**
     * Measures the units of a parameter, each with its weights.
     *
     * @param parameter of {@link #blocks} of the parameters
     */
    public ParameterUnits units(GradientBlock parameter) {
        return ParameterUnits.measure(this, FlatView.of(model.params()), parameter);
    }

    /**
     * Has single elements of a block edited in the policy's scale; slower than to scale or to clamp.
     *
     * @return the number of elements that changed
     * @throws IllegalArgumentException if an element became NaN or infinite
     */
    public long edit(GradientBlock block, ElementEditor editor) {
        return ElementEdits.edit(this, block, editor);
    }

    /** Reads the elements of a block, as they are now, in the policy's scale. */
    public void read(GradientBlock block, ElementReader reader) {
        ElementReads.read(view, block, factor, reader);
    }

    /** Reads the model's parameters of a block as they are before the update. */
    public void readParameters(GradientBlock block, ElementReader reader) {
        ElementReads.read(FlatView.of(model.params()), block, 1.0, reader);
    }

    /** Returns the largest sum that, in the policy's scale as the norms compute it, is not over a threshold. */
    double largestSum(double threshold) {
        double largest = view.floor(threshold * scale.divisor(miniBatch));
        while (largest * factor > threshold) {
            largest = view.floor(Math.nextDown(largest)); // the product above was rounded up
        }
        return largest;
    }

    /** Returns what elements are multiplied by for a coefficient of at least 0: see {@link FlatView#factor}. */
    double factor(double coefficient) {
        return view.factor(coefficient);
    }

    /** Has the sums over the examples of a block without parts added to the norms of its units. */
    void addTo(UnitNorms norms, GradientBlock leaf) {
        norms.add(view, leaf.offset(), leaf.length());
    }

    /** Returns the largest relative error of an element that is stored after a policy has edited it. */
    double roundoff() {
        return view.roundoff();
    }

    /** Returns what was done so far. */
    Edits edits() {
        return edits;
    }

    /** Returns what an element of the view is to be multiplied by to be in the policy's scale. */
    double meanFactor() {
        return factor;
    }

    /** Returns the model that trains. */
    Model model() {
        return model;
    }

    /** Scales parts of a block without parts, by which its L2 norm is multiplied by a ratio. */
    void scaleParts(GradientBlock leaf, UnitScaling scaling, double ratio) {
        edits.addUneven(leaf, ratio);
        view.visit(leaf.offset(), leaf.length(), scaling);
    }

    /** Visits the sums over the examples, leaving out what is no gradient, in the order of the flat view. */
    void edit(GradientBlock block, FlatView.Visitor visitor) {
        if (block.isLeaf()) {
            edits.add(block, visitor);
            view.visit(block.offset(), block.length(), visitor);
        } else {
            block.children().forEach(child -> edit(child, visitor));
        }
    }

    /** Changes single elements of a gradient. */
    @FunctionalInterface
    public interface ElementEditor {

        /**
         * Changes neighbouring elements in place; called for one stretch of a block after the other.
         *
         * @param values the elements from index 0 on, in the scale of the policy; a copy that is written back. Each
         *     that changed is stored as the nearest number that is not larger in size
         * @param count number of elements
         * @param offset index of the first of them in the flat gradient view
         */
        void edit(double[] values, int count, long offset);
    }

    /** Reads single elements of a gradient or of the parameters. */
    @FunctionalInterface
    public interface ElementReader {

        /**
         * Reads neighbouring elements; called for one stretch of a block after the other.
         *
         * @param values the elements from index 0 on, a copy that is used again for the next
         * @param count number of elements
         * @param offset index of the first of them in the flat gradient view
         */
        void read(double[] values, int count, long offset);
    }
}
