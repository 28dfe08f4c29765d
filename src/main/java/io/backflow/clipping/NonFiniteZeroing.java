package io.backflow.clipping;

import io.backflow.gradient.FlatView;

/** Sets the elements that are NaN or infinite to 0. */
final class NonFiniteZeroing implements FlatView.Visitor {

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
