package io.backflow.clipping;

import io.backflow.gradient.FlatView;

/** Multiplies each element by a coefficient, in double: a coefficient may be far below the smallest normal float. */
final class Scaling implements FlatView.Visitor {

    private final double coefficient;

    Scaling(double coefficient) {
        this.coefficient = coefficient;
    }

    double coefficient() {
        return coefficient;
    }

    @Override
    public boolean visit(float[] tile, int count) {
        for (int i = 0; i < count; i++) {
            tile[i] = (float) (tile[i] * coefficient);
        }
        return true;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        for (int i = 0; i < count; i++) {
            tile[i] *= coefficient;
        }
        return true;
    }
}
