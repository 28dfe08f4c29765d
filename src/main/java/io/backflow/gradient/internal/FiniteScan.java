// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.model.internal.FlatView;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tells whether all elements are finite, several times faster than norms are taken: 0 times anything finite is 0,
 * anything else NaN, and a sum keeps the NaN. One sum for each position of a tile lets the loop be compiled to vector
 * instructions.
 */
final class FiniteScan implements FlatView.Visitor {

    private float[] floats = {};
    private double[] doubles = {};

    private FiniteScan() {}

    static boolean isFinite(INDArray flat) {
        FiniteScan scan = new FiniteScan();
        FlatView.of(flat).visit(0, flat.length(), scan);
        return scan.found();
    }

    private boolean found() {
        double sum = 0;
        for (float value : floats) {
            sum += value;
        }
        for (double value : doubles) {
            sum += value;
        }
        return !Double.isNaN(sum);
    }

    @Override
    public boolean visit(float[] tile, int count) {
        if (floats.length < count) {
            floats = new float[tile.length]; // the first tile is the largest
        }
        float[] sums = floats;
        for (int i = 0; i < count; i++) {
            sums[i] += tile[i] * 0f;
        }
        return false;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        if (doubles.length < count) {
            doubles = new double[tile.length];
        }
        double[] sums = doubles;
        for (int i = 0; i < count; i++) {
            sums[i] += tile[i] * 0.0;
        }
        return false;
    }
}
