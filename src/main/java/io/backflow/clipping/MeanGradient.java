// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.clipping.internal.Clamping;
import io.backflow.clipping.internal.Scaling;
import io.backflow.clipping.internal.SummedGradient;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.UpdateIndex;
import io.backflow.gradient.internal.GradientMeter;
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
 * thresholds are multiplied by the number of examples, or of labelled steps, once, so that no policy can forget.
 */
public final class MeanGradient {

    private final SummedGradient sum;
    private final StageNorms means;
    private final Scope scope;
    private final int iteration;
    private final int epoch;

    private MeanGradient(SummedGradient sum, StageNorms means, Scope scope, int iteration, int epoch) {
        this.sum = sum;
        this.means = means;
        this.scope = scope;
        this.iteration = iteration;
        this.epoch = epoch;
    }

    private static MeanGradient of(SummedGradient sum, int iteration, int epoch) {
        return new MeanGradient(sum, sum.scaledNorms(), Scope.all(sum.layout()), iteration, epoch);
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
        return of(new SummedGradient(model, sum, norms, Scale.MEAN, miniBatch), iteration, epoch);
    }

    /**
     * Returns the gradient of an update that a model is making, which has been measured.
     *
     * @param sums norms of the model's gradient view as it is
     * @param scale in which the policy is to see it
     * @param index which update it is
     */
    public static MeanGradient of(Model model, StageNorms sums, Scale scale, MiniBatch miniBatch, UpdateIndex index) {
        SummedGradient sum = new SummedGradient(model, model.getGradientsViewArray(), sums, scale, miniBatch);
        return of(sum, Math.toIntExact(index.update()), index.epoch());
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
        double ofUpdater = sum.factorOfUpdater();
        return new SecondMoment(sum.model(), ofUpdater * ofUpdater);
    }

    /** Returns the same gradient for a policy that is to bound a part of it. */
    public MeanGradient within(Scope part) {
        return new MeanGradient(sum, means, part, iteration, epoch);
    }

    /** Returns the same gradient as it is now, for the next policy; its norms are measured again. */
    MeanGradient measuredAgain(boolean l2Only) {
        return new MeanGradient(sum, sum.measure(l2Only), scope, iteration, epoch);
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
        return sum.scale();
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
     * Returns the norms of the sum over the examples after all that was done so far, where they follow from those
     * before; empty where they have to be measured.
     *
     * @param l2Only whether the L2 norms alone are asked for, which follow where units were scaled, too
     */
    public Optional<StageNorms> sumsAfter(boolean l2Only) {
        return sum.normsAfter(l2Only);
    }

    /**
     * Multiplies every element of a block, leaving out what is no gradient.
     *
     * @param coefficient at least 0; in a network of floats it is rounded down to a float, unless it is below the
     *     normal ones
     */
    public void scale(GradientBlock block, double coefficient) {
        sum.edit(block, new Scaling(sum.view().factor(coefficient)));
    }

    /**
     * Sets every element of a block to the nearest value in {@code [-threshold, threshold]}.
     *
     * @return the number of elements that changed
     */
    public long clamp(GradientBlock block, double threshold) {
        Clamping clamping = new Clamping(sum.largest(threshold));
        sum.edit(block, clamping);
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
        return ParameterUnits.measure(this, FlatView.of(sum.model().params()), parameter);
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
        ElementReads.read(sum.view(), block, sum.factor(), reader);
    }

    /** Reads the model's parameters of a block as they are before the update. */
    public void readParameters(GradientBlock block, ElementReader reader) {
        ElementReads.read(FlatView.of(sum.model().params()), block, 1.0, reader);
    }

    /** Returns what the policy edits, as DL4J holds it. */
    SummedGradient sum() {
        return sum;
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
