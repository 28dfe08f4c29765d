package io.backflow.clipping;

import io.backflow.gradient.FlatView;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.Measurement;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's gradient as the mean over the minibatch, as policies see and edit it.
 *
 * <p>DL4J holds the sum over the examples. Rather than divide it, which its updater does later, thresholds are multiplied
 * by the number of examples here, once, so that no policy can forget.
 */
public final class MeanGradient {

    private final Model model;
    private final FlatView view;
    private final StageNorms means;
    private final Edits edits;
    private final int miniBatchSize;
    private final int iteration;
    private final int epoch;
    private final Scope scope;

    MeanGradient(Model model, INDArray sum, StageNorms sumNorms, int miniBatchSize, int iteration, int epoch) {
        this.model = model;
        this.view = FlatView.of(sum);
        this.means = sumNorms.times(Scale.MEAN.factor(miniBatchSize));
        this.edits = new Edits(means.layout());
        this.miniBatchSize = miniBatchSize;
        this.iteration = iteration;
        this.epoch = epoch;
        this.scope = Scope.all(sumNorms.layout());
    }

    private MeanGradient(MeanGradient other, Scope scope) {
        this.model = other.model;
        this.view = other.view;
        this.means = other.means;
        this.miniBatchSize = other.miniBatchSize;
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
        return new MeanGradient(
                model,
                model.getGradientsViewArray(),
                update.clipped(Scale.SUM),
                update.miniBatchSize(),
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
        // Without DL4J's division by the minibatch size, its updater squares sums.
        double factor = model.conf().isMiniBatch() ? 1.0 : Scale.MEAN.factor(miniBatchSize);
        return new SecondMoment(model, factor * factor);
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

    /** Returns the largest sum over the examples whose mean, as the norms compute it, is not over a threshold. */
    double largestSum(double threshold) {
        double sum = view.floor(threshold * miniBatchSize);
        while (sum * Scale.MEAN.factor(miniBatchSize) > threshold) {
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

    /** Returns what an element of the view is to be multiplied by to be that of the mean. */
    double meanFactor() {
        return Scale.MEAN.factor(miniBatchSize);
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
