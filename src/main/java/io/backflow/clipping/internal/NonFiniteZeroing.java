// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.model.internal.FlatView;
import org.deeplearning4j.nn.api.Model;

/** Sets the elements that are NaN or infinite to 0. */
public final class NonFiniteZeroing implements FlatView.Visitor {

    /** Mends a gradient: where its elements are finite and only their norm is not, all of it becomes 0. */
    public static void apply(Model model, GradientLayout layout, NonFiniteFinding finding) {
        FlatView view = FlatView.of(model.getGradientsViewArray());
        if (finding.count() > 0) {
            view.visit(0, layout.viewLength(), new NonFiniteZeroing());
        } else {
            layout.leaves().forEach(leaf -> view.visit(leaf.offset(), leaf.length(), new Scaling(0.0)));
        }
    }

    @Override
    public boolean visit(float[] tile, int count) {
        boolean changed = false;
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(tile[i])) {
                tile[i] = 0;
                changed = true;
            }
        }
        return changed;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        boolean changed = false;
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(tile[i])) {
                tile[i] = 0;
                changed = true;
            }
        }
        return changed;
    }
}
