package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.internal.Measurement;
import io.backflow.model.internal.FlatView;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's gradient as policies see and edit it: the mean over the minibatch, or in the scale that the listener was told.
 *
 * <p>DL4J holds the sum over the examples and their time steps. Rather than divide it, which its updater does later,
 * thresholds are multiplied by the number of examples, or of labelled steps, here, once, so that no policy can forget.
 */
public final class MeanGradient {

    private final Model model;
    private final FlatView view;
    private final StageNorms means;
    private final Edits edits;
    private final Scale scale;
    private final MiniBatch miniBatch;
    private final double factor;
    private final int iteration;
    private final int epoch;
    private final Scope scope;

    /** Makes the mean over so many examples. */
    MeanGradient(Model model, INDArray sum, StageNorms sumNorms, int miniBatchSize, int iteration, int epoch) {
        this(model, sum, sumNorms, Scale.MEAN, new MiniBatch(miniBatchSize, Double.NaN), iteration, epoch);
    }

    MeanGradient(
            Model model,
            INDArray sum,
            StageNorms sumNorms,
            Scale scale,
            MiniBatch miniBatch,
            int iteration,
            int epoch) {
        this.model = model;
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

    private MeanGradient(MeanGradient other, Scope scope) {
        this.model = other.model;
        this.view = other.view;
        this.means = other.means;
        this.scale = other.scale;
        this.miniBatch = other.miniBatch;
        this.factor = other.factor;
        this.iteration = other.iteration;
        this.epoch = other.epoch;
        this.edits = other.edits;
        this.scope = scope;
    }

    /**
     * Returns the mean gradient of an update that a model is making.
     *
     * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph} whose gradient view holds the sum over the
     *     examples
     * @param update what is known of the update
     */
    public static MeanGradient of(Model model, Measurement update) {
        return of(model, update, Scale.MEAN);
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

    /** Returns the model's parameters before the update, in the order of {@link #layout()}; not to be edited. */
    public FlatView parameters() {
        return FlatView.of(model.params());
    }

    /** Returns Adam's second moment; empty if no updater of the model keeps one. */
    public Optional<SecondMoment> secondMoment() {
        return Optional.of(anySecondMoment()).filter(SecondMoment::isKept);
    }

    /** Returns the second moment, which says of each parameter without one what its updater is. */
    SecondMoment anySecondMoment() {
        // The updater squares means, or without DL4J's division by the minibatch size sums.
        double ofUpdater = model.conf().isMiniBatch() ? ofMean() : factor;
        return new SecondMoment(model, ofUpdater * ofUpdater);
    }

    /** Returns what an element of the mean over the minibatch is multiplied by to be in the policy's scale. */
    private double ofMean() {
        return scale == Scale.MEAN ? 1.0 : factor * miniBatch.examples();
    }

    /** Returns the same gradient for a policy that is to bound a part of it. */
    MeanGradient within(Scope part) {
        return new MeanGradient(this, part);
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
     * @param coefficient at least 0; in a network of floats it is rounded down to a float, unless it is below the normal ones
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

    /** Returns the largest sum that, in the policy's scale as the norms compute it, is not over a threshold. */
    double largestSum(double threshold) {
        double sum = view.floor(threshold * scale.divisor(miniBatch));
        while (sum * factor > threshold) {
            sum = view.floor(Math.nextDown(sum)); // the product above was rounded up
        }
        return sum;
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
}
