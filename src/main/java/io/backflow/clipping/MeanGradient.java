package io.backflow.clipping;

import io.backflow.gradient.FlatView;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's gradient as the mean over the minibatch, as policies see and edit it.
 *
 * <p>DL4J holds the sum over the examples. Rather than divide it, which its updater does later, thresholds are multiplied
 * by the number of examples here, once, so that no policy can forget.
 */
public final class MeanGradient {

    private final FlatView view;
    private final StageNorms means;
    private final int miniBatchSize;

    /**
     * Makes the mean gradient of a model.
     *
     * @param sum the flat gradient view, summed over the examples
     * @param sumNorms the norms of the same view
     * @param miniBatchSize number of examples
     */
    public MeanGradient(INDArray sum, StageNorms sumNorms, int miniBatchSize) {
        this.view = FlatView.of(sum);
        this.means = sumNorms.times(Scale.MEAN.factor(miniBatchSize));
        this.miniBatchSize = miniBatchSize;
    }

    /** Returns the named blocks. */
    public GradientLayout layout() {
        return means.layout();
    }

    /** Returns the norms of all blocks as they were before the policy changed anything. */
    public StageNorms norms() {
        return means;
    }

    /** Multiplies every element of a block, leaving out what is no gradient. */
    public void scale(GradientBlock block, double coefficient) {
        edit(block, new Scaling(coefficient));
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

    /** The largest sum over the examples whose mean, as the norms compute it, is not over a threshold. */
    private double largestSum(double threshold) {
        double sum = view.floor(threshold * miniBatchSize);
        while (sum * Scale.MEAN.factor(miniBatchSize) > threshold) {
            sum = view.floor(Math.nextDown(sum)); // the product above was rounded up
        }
        return sum;
    }

    /** Returns the largest relative error of an element that is stored after a policy has edited it. */
    double roundoff() {
        return view.roundoff();
    }

    private void edit(GradientBlock block, FlatView.Visitor visitor) {
        if (block.isLeaf()) {
            view.visit(block.offset(), block.length(), visitor);
        } else {
            block.children().forEach(child -> edit(child, visitor));
        }
    }
}
