// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.internal.GradientMeter;
import io.backflow.model.internal.FlatView;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's gradient as DL4J holds it, the sum over the examples and their time steps, with what brings it into the
 * scale of a policy. Thresholds are divided by that, once, here; the elements never are multiplied.
 */
public final class SummedGradient {

    private final Model model;
    private final INDArray sum;
    private final FlatView view;
    private final StageNorms before;
    private final Scale scale;
    private final MiniBatch miniBatch;
    private final double factor;
    private final Edits edits;

    /**
     * Takes a gradient that is to be edited.
     *
     * @param before norms of the sum as it is
     * @param scale that of the policy
     */
    public SummedGradient(Model model, INDArray sum, StageNorms before, Scale scale, MiniBatch miniBatch) {
        this.model = model;
        this.sum = sum;
        this.view = FlatView.of(sum);
        this.before = before;
        this.scale = scale;
        this.miniBatch = miniBatch;
        this.factor = scale.factor(miniBatch);
        this.edits = new Edits(before.layout());
    }

    public Model model() {
        return model;
    }

    public FlatView view() {
        return view;
    }

    public GradientLayout layout() {
        return before.layout();
    }

    public Scale scale() {
        return scale;
    }

    /** Returns what an element is to be multiplied by to be in the policy's scale. */
    public double factor() {
        return factor;
    }

    /** Returns what an element of the updater's gradient is to be multiplied by to be in the policy's scale. */
    public double factorOfUpdater() {
        // The updater squares means, or without DL4J's division by the minibatch size sums.
        return model.conf().isMiniBatch() ? factorOfMean() : factor;
    }

    private double factorOfMean() {
        return scale == Scale.MEAN ? 1.0 : factor * miniBatch.examples();
    }

    /** Returns the norms in the policy's scale, before the first edit. */
    public StageNorms scaledNorms() {
        return before.times(factor);
    }

    /** Measures the norms as they are now, in the policy's scale. */
    public StageNorms measure(boolean l2Only) {
        GradientMeter meter = new GradientMeter(layout());
        StageNorms now = l2Only ? meter.measureL2(sum) : meter.measure(sum);
        return now.times(factor);
    }

    /** Returns the norms of the sum after the edits; empty where they have to be measured. */
    public Optional<StageNorms> normsAfter(boolean l2Only) {
        return edits.applied(before, l2Only);
    }

    /** Returns the largest sum that, in the policy's scale as the norms compute it, is not over a threshold. */
    public double largest(double threshold) {
        double largest = view.floor(threshold * scale.divisor(miniBatch));
        while (largest * factor > threshold) {
            largest = view.floor(Math.nextDown(largest)); // the product above was rounded up
        }
        return largest;
    }

    /** Visits the elements, leaving out what is no gradient, in the order of the flat view. */
    public void edit(GradientBlock block, FlatView.Visitor visitor) {
        if (block.isLeaf()) {
            edits.add(block, visitor);
            view.visit(block.offset(), block.length(), visitor);
        } else {
            block.children().forEach(child -> edit(child, visitor));
        }
    }

    /** Scales parts of a block without parts, by which its L2 norm is multiplied by a ratio. */
    public void scaleParts(GradientBlock leaf, UnitScaling scaling, double ratio) {
        edits.addUneven(leaf, ratio);
        view.visit(leaf.offset(), leaf.length(), scaling);
    }
}
