// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.WIDTH;

import io.backflow.recurrent.internal.arithmetic.OuterSums;
import java.util.Arrays;
import java.util.List;

/**
 * Sums of outer products, taken {@value #DEPTH} rows at a time: these are packed, so that a panel of right numbers and
 * a group of left ones stay in the fastest cache, and their products are added to the result in one go.
 */
final class VectorOuterSums implements OuterSums<float[]> {

    /** How many rows are packed at a time. */
    private static final int DEPTH = 128;

    private final int left;
    private final int right;
    private final int groups;
    private final int panels;
    /** Group by group, {@code [group][row][LENGTH]}; what is beyond the last left number stays 0. */
    private final float[] packedLeft;
    /** Panel by panel, {@code [panel][row][WIDTH]}; what is beyond the last right number stays 0. */
    private final float[] packedRight;
    /** The result with its rows filled up, {@code [groups x LENGTH][panels x WIDTH]}. */
    private final float[] products;

    private final float[] sums;

    VectorOuterSums(int left, int right) {
        this.left = left;
        this.right = right;
        groups = (left + LENGTH - 1) / LENGTH;
        panels = (right + WIDTH - 1) / WIDTH;
        packedLeft = new float[groups * LENGTH * DEPTH];
        packedRight = new float[panels * WIDTH * DEPTH];
        products = new float[Math.multiplyExact(groups * LENGTH, panels * WIDTH)];
        sums = new float[groups * LENGTH];
    }

    @Override
    public int shares() {
        return groups;
    }

    @Override
    public int lefts() {
        return LENGTH;
    }

    @Override
    public void sum(
            List<Rows<float[]>> all, Columns columns, int firstShare, int endShare, float[] to, float[] sumsTo) {
        int stride = panels * WIDTH;
        Arrays.fill(products, firstShare * LENGTH * stride, endShare * LENGTH * stride, 0);
        Arrays.fill(sums, firstShare * LENGTH, endShare * LENGTH, 0);
        int packed = 0;
        for (Rows<float[]> rows : all) {
            for (int done = 0; done < rows.rows(); ) {
                int count = Math.min(DEPTH - packed, rows.rows() - done);
                packRight(rows.right(), done * columns.stride() + columns.first(), columns.stride(), packed, count);
                packLeft(rows.left(), done, packed, count, firstShare, endShare);
                packed += count;
                done += count;
                if (packed == DEPTH) {
                    add(packed, firstShare, endShare);
                    packed = 0;
                }
            }
        }
        if (packed > 0) {
            add(packed, firstShare, endShare);
        }
        int first = firstShare * LENGTH;
        int end = Math.min(left, endShare * LENGTH);
        for (int i = first; i < end; i++) {
            System.arraycopy(products, i * stride, to, i * right, right);
        }
        System.arraycopy(sums, first, sumsTo, first, Math.max(0, end - first));
    }

    private void packRight(float[] from, int start, int stride, int at, int count) {
        for (int column = 0; column < right; column += LENGTH) {
            int write = (column / WIDTH * DEPTH + at) * WIDTH + column % WIDTH;
            int width = Math.min(LENGTH, right - column);
            RowCopies.copy(count, width, from, start + column, stride, packedRight, write, WIDTH);
        }
    }

    private void packLeft(float[] from, int row, int at, int count, int firstGroup, int endGroup) {
        for (int group = firstGroup; group < endGroup; group++) {
            int width = Math.min(LENGTH, left - group * LENGTH);
            int write = (group * DEPTH + at) * LENGTH;
            int start = row * left + group * LENGTH;
            RowCopies.copyAndSum(count, width, from, start, left, packedLeft, write, sums, group * LENGTH);
        }
    }

    private void add(int count, int firstGroup, int endGroup) {
        int stride = panels * WIDTH;
        for (int panel = 0; panel < panels; panel++) {
            for (int group = firstGroup; group < endGroup; group++) {
                int width = Math.min(LENGTH, left - group * LENGTH);
                int rows;
                for (int i = 0; i < width; i += rows) {
                    rows = OuterTiles.rows(width - i);
                    OuterTiles.add(
                            rows,
                            count,
                            packedLeft,
                            group * DEPTH * LENGTH + i,
                            packedRight,
                            panel * DEPTH * WIDTH,
                            products,
                            (group * LENGTH + i) * stride + panel * WIDTH,
                            stride);
                }
            }
        }
    }
}
