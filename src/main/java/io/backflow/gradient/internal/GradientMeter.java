// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.Norms;
import io.backflow.gradient.StageNorms;
import io.backflow.linalg.internal.L2Norm;
import io.backflow.model.internal.FlatView;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Takes the norms of every block in one pass over a flat view: leaves are read, the blocks around them are combined.
 */
public final class GradientMeter {

    private final GradientLayout layout;
    private final int[] leaves;

    /** Makes a meter for the models of that layout. */
    public GradientMeter(GradientLayout layout) {
        this.layout = layout;
        this.leaves = layout.leafIndices();
    }

    /**
     * Measures a flat array of the model's layout, in the scale that the array has.
     *
     * @param flat gradients, updates or parameters, as many elements as the model has parameters
     * @throws IllegalArgumentException if the length is another
     */
    public StageNorms measure(INDArray flat) {
        check(flat);
        FlatView view = FlatView.of(flat);
        List<GradientBlock> blocks = layout.blocks();
        Norms[] norms = new Norms[blocks.size()];
        for (int leaf : leaves) {
            norms[leaf] = measure(view, blocks.get(leaf));
        }
        combine(layout, norms);
        return new StageNorms(layout, norms);
    }

    /**
     * Measures L2 norms alone, in a fraction of the time, where nothing is wrong: no element is NaN or infinite, and no
     * square leaves the range of double. Else it measures as {@link #measure} does, and all norms are known. The L2
     * norms are the same, bit for bit, either way; the others are NaN.
     *
     * @param flat as for {@link #measure}
     * @throws IllegalArgumentException if the length is another
     */
    public StageNorms measureL2(INDArray flat) {
        check(flat);
        FlatView view = FlatView.of(flat);
        List<GradientBlock> blocks = layout.blocks();
        Norms[] norms = new Norms[blocks.size()];
        for (int leaf : leaves) {
            GradientBlock block = blocks.get(leaf);
            double squares = view.squares(block.offset(), block.length());
            if (!L2Norm.isSafe(squares)) {
                return measure(flat);
            }
            norms[leaf] = new Norms(block.length(), Double.NaN, Math.sqrt(squares), Double.NaN, 0);
        }
        combine(layout, norms);
        return new StageNorms(layout, norms);
    }

    private void check(INDArray flat) {
        if (flat.length() != layout.viewLength()) {
            throw new IllegalArgumentException(
                    "The flat view must have " + layout.viewLength() + " elements, got " + flat.length());
        }
    }

    private static Norms measure(FlatView view, GradientBlock leaf) {
        NormAccumulator sums = new NormAccumulator(view.squares(leaf.offset(), leaf.length()));
        view.visit(leaf.offset(), leaf.length(), sums);
        if (!sums.needsScaling()) {
            return sums.norms();
        }
        NormAccumulator.ScaledSquares scaled = new NormAccumulator.ScaledSquares(sums.max());
        view.visit(leaf.offset(), leaf.length(), scaled);
        return sums.norms(scaled.l2());
    }

    /**
     * Fills in the blocks that have parts, which come after the block that they belong to: one walk from the back meets
     * every part before its whole.
     */
    public static void combine(GradientLayout layout, Norms[] norms) {
        List<List<Norms>> parts = new ArrayList<>();
        for (int i = 0; i < norms.length; i++) {
            parts.add(new ArrayList<>());
        }
        for (int i = norms.length - 1; i >= 0; i--) {
            Norms own = norms[i];
            if (own == null) {
                own = combined(parts.get(i));
                norms[i] = own;
            }
            if (layout.parent(i) >= 0) {
                parts.get(layout.parent(i)).add(own);
            }
        }
    }

    /** Returns the norms of several parts together. */
    public static Norms combined(List<Norms> parts) {
        long count = 0;
        long nonFinite = 0;
        double l1 = 0;
        double max = 0;
        for (Norms part : parts) {
            count += part.count();
            nonFinite += part.nonFinite();
            l1 += part.l1();
            max = Math.max(max, part.max()); // NaN stays
        }
        double l2 = L2Norm.scaled(parts.stream().mapToDouble(Norms::l2).toArray());
        return new Norms(count, l1, l2, max, nonFinite);
    }
}
