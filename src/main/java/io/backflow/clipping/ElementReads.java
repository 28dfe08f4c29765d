// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.model.internal.FlatView;

/** Hands copies of elements to a reader, multiplied by a factor. */
final class ElementReads implements FlatView.Visitor {

    private final MeanGradient.ElementReader reader;
    private final double factor;
    private double[] values = {};
    private long position;

    private ElementReads(MeanGradient.ElementReader reader, double factor, long offset) {
        this.reader = reader;
        this.factor = factor;
        this.position = offset;
    }

    /** Has a block of a flat array read. */
    static void read(FlatView flat, GradientBlock block, double factor, MeanGradient.ElementReader reader) {
        for (GradientBlock leaf : block.leaves()) {
            flat.visit(leaf.offset(), leaf.length(), new ElementReads(reader, factor, leaf.offset()));
        }
    }

    @Override
    public boolean visit(float[] tile, int count) {
        double[] copy = room(count);
        for (int i = 0; i < count; i++) {
            copy[i] = tile[i] * factor;
        }
        return hand(copy, count);
    }

    @Override
    public boolean visit(double[] tile, int count) {
        double[] copy = room(count);
        for (int i = 0; i < count; i++) {
            copy[i] = tile[i] * factor;
        }
        return hand(copy, count);
    }

    private double[] room(int count) {
        if (values.length < count) {
            values = new double[count];
        }
        return values;
    }

    private boolean hand(double[] copy, int count) {
        reader.read(copy, count, position);
        position += count;
        return false;
    }
}
