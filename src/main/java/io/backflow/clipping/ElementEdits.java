// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.model.internal.FlatView;

/** Hands elements to an editor in the policy's scale, and stores those that it changed as sums over the examples. */
final class ElementEdits implements FlatView.Visitor {

    private final MeanGradient gradient;
    private final MeanGradient.ElementEditor editor;
    private final double factor;
    private double[] values = {};
    private long position;
    private long changed;

    private ElementEdits(MeanGradient gradient, MeanGradient.ElementEditor editor) {
        this.gradient = gradient;
        this.editor = editor;
        this.factor = gradient.sum().factor();
    }

    /** Has a block of a gradient edited; returns the number of elements that were changed. */
    static long edit(MeanGradient gradient, GradientBlock block, MeanGradient.ElementEditor editor) {
        ElementEdits edits = new ElementEdits(gradient, editor);
        for (GradientBlock leaf : block.leaves()) {
            edits.position = leaf.offset();
            gradient.sum().edit(leaf, edits);
        }
        return edits.changed;
    }

    @Override
    public boolean visit(float[] tile, int count) {
        long before = changed;
        double[] edited = room(count);
        for (int i = 0; i < count; i++) {
            edited[i] = tile[i] * factor;
        }
        edit(edited, count);
        for (int i = 0; i < count; i++) {
            if (edited[i] != tile[i] * factor) {
                tile[i] = (float) sum(edited[i]);
            }
        }
        return changed > before;
    }

    @Override
    public boolean visit(double[] tile, int count) {
        long before = changed;
        double[] edited = room(count);
        for (int i = 0; i < count; i++) {
            edited[i] = tile[i] * factor;
        }
        edit(edited, count);
        for (int i = 0; i < count; i++) {
            if (edited[i] != tile[i] * factor) {
                tile[i] = sum(edited[i]);
            }
        }
        return changed > before;
    }

    private double[] room(int count) {
        if (values.length < count) {
            values = new double[count];
        }
        return values;
    }

    private void edit(double[] edited, int count) {
        editor.edit(edited, count, position);
        position += count;
    }

    private double sum(double value) {
        if (!(Math.abs(value) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("An edited element must be a finite number, got " + value);
        }
        changed++;
        return Math.copySign(gradient.sum().largest(Math.abs(value)), value);
    }
}
