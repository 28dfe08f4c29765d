// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Stage;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.UpdateIndex;
import io.backflow.model.internal.FlatView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads a model's gradient view while it holds the gradient of one stage. */
final class ViewMoment implements GradientQuantity.GradientMoment {

    private final Stage stage;
    private final UpdateIndex index;
    private final MiniBatch miniBatch;
    private final GradientLayout layout;
    private @Nullable INDArray view;
    private @Nullable StageNorms norms;

    ViewMoment(Stage stage, UpdateIndex index, MiniBatch miniBatch, GradientLayout layout, INDArray view) {
        this.stage = stage;
        this.index = index;
        this.miniBatch = miniBatch;
        this.layout = layout;
        this.view = view;
    }

    /** The view will hold something else from now on. */
    void end() {
        view = null;
    }

    private INDArray view() {
        if (view == null) {
            throw new IllegalStateException("The moment is over: the model no longer holds this gradient");
        }
        return view;
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public UpdateIndex index() {
        return index;
    }

    @Override
    public MiniBatch miniBatch() {
        return miniBatch;
    }

    @Override
    public GradientLayout layout() {
        return layout;
    }

    @Override
    public StageNorms norms() {
        StageNorms measured = norms;
        if (measured == null) {
            measured = new GradientMeter(layout).measure(view());
            norms = measured;
        }
        return measured;
    }

    @Override
    public double[] values(GradientBlock block) {
        GradientBlock own = layout.find(block.path())
                .filter(block::equals)
                .orElseThrow(() -> new IllegalArgumentException("The model has no block '" + block.path() + "'"));
        Copy copy = new Copy(Math.toIntExact(length(own)));
        copy(FlatView.of(view()), own, copy);
        return copy.values;
    }

    private static long length(GradientBlock block) {
        return block.isLeaf()
                ? block.length()
                : block.children().stream().mapToLong(ViewMoment::length).sum();
    }

    private static void copy(FlatView from, GradientBlock block, Copy to) {
        List<GradientBlock> parts = block.children();
        if (parts.isEmpty()) {
            from.visit(block.offset(), block.length(), to);
        }
        parts.forEach(part -> copy(from, part, to));
    }

    /** Copies tile after tile. */
    private static final class Copy implements FlatView.Visitor {
        private final double[] values;
        private int next;

        Copy(int length) {
            this.values = new double[length];
        }

        @Override
        public boolean visit(float[] tile, int count) {
            for (int i = 0; i < count; i++) {
                values[next++] = tile[i];
            }
            return false;
        }

        @Override
        public boolean visit(double[] tile, int count) {
            System.arraycopy(tile, 0, values, next, count);
            next += count;
            return false;
        }
    }
}
