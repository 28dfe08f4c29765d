// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;
import static io.backflow.recurrent.internal.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The product of some rows with a panel of a packed matrix, all sums kept in registers.
 *
 * <p>Each accumulator is a local variable, because the JIT keeps no element of an array in a register. Each element is
 * one chain of fused multiply-adds over the inner index, whatever the tile.
 */
final class RowTiles {

    /** Where the vectors of a tile go: vector v of row r to {@code array[v]} from {@code offset[v] + r stride[v]} on. */
    static final class Tile {
        final float[][] array = new float[Lanes.VECTORS][];
        final int[] offset = new int[Lanes.VECTORS];
        final int[] stride = new int[Lanes.VECTORS];
    }

    private RowTiles() {}

    /** Makes {@value Lanes#ROWS} rows, from {@code row} on. */
    static void rows(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        if (Lanes.VECTORS == 4) {
            tile4x4(inner, left, offset, stride, panel, start, to, row);
        } else {
            tile4x3(inner, left, offset, stride, panel, start, to, row);
        }
    }

    /** Makes one row. */
    static void row(int inner, float[] left, int offset, float[] panel, int start, Tile to, int row) {
        if (Lanes.VECTORS == 4) {
            tile1x4(inner, left, offset, 0, panel, start, to, row);
        } else {
            tile1x3(inner, left, offset, 0, panel, start, to, row);
        }
    }

    private static void tile4x4(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c23 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        FloatVector c33 = FloatVector.zero(SPECIES);
        int a0 = offset;
        int a1 = offset + stride;
        int a2 = offset + 2 * stride;
        int a3 = offset + 3 * stride;
        int p = start;
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LENGTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LENGTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, left[a0 + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, left[a1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, left[a2 + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, left[a3 + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            p += WIDTH;
        }
        float[] t0 = to.array[0];
        int s0 = to.stride[0];
        int o0 = to.offset[0] + row * s0;
        c00.intoArray(t0, o0);
        c10.intoArray(t0, o0 + s0);
        c20.intoArray(t0, o0 + 2 * s0);
        c30.intoArray(t0, o0 + 3 * s0);
        float[] t1 = to.array[1];
        int s1 = to.stride[1];
        int o1 = to.offset[1] + row * s1;
        c01.intoArray(t1, o1);
        c11.intoArray(t1, o1 + s1);
        c21.intoArray(t1, o1 + 2 * s1);
        c31.intoArray(t1, o1 + 3 * s1);
        float[] t2 = to.array[2];
        int s2 = to.stride[2];
        int o2 = to.offset[2] + row * s2;
        c02.intoArray(t2, o2);
        c12.intoArray(t2, o2 + s2);
        c22.intoArray(t2, o2 + 2 * s2);
        c32.intoArray(t2, o2 + 3 * s2);
        float[] t3 = to.array[3];
        int s3 = to.stride[3];
        int o3 = to.offset[3] + row * s3;
        c03.intoArray(t3, o3);
        c13.intoArray(t3, o3 + s3);
        c23.intoArray(t3, o3 + 2 * s3);
        c33.intoArray(t3, o3 + 3 * s3);
    }

    private static void tile4x3(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        int a0 = offset;
        int a1 = offset + stride;
        int a2 = offset + 2 * stride;
        int a3 = offset + 3 * stride;
        int p = start;
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LENGTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, left[a0 + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, left[a1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, left[a2 + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(SPECIES, left[a3 + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            p += WIDTH;
        }
        float[] t0 = to.array[0];
        int s0 = to.stride[0];
        int o0 = to.offset[0] + row * s0;
        c00.intoArray(t0, o0);
        c10.intoArray(t0, o0 + s0);
        c20.intoArray(t0, o0 + 2 * s0);
        c30.intoArray(t0, o0 + 3 * s0);
        float[] t1 = to.array[1];
        int s1 = to.stride[1];
        int o1 = to.offset[1] + row * s1;
        c01.intoArray(t1, o1);
        c11.intoArray(t1, o1 + s1);
        c21.intoArray(t1, o1 + 2 * s1);
        c31.intoArray(t1, o1 + 3 * s1);
        float[] t2 = to.array[2];
        int s2 = to.stride[2];
        int o2 = to.offset[2] + row * s2;
        c02.intoArray(t2, o2);
        c12.intoArray(t2, o2 + s2);
        c22.intoArray(t2, o2 + 2 * s2);
        c32.intoArray(t2, o2 + 3 * s2);
    }

    private static void tile1x4(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        int a0 = offset;
        int p = start;
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LENGTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LENGTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, left[a0 + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            p += WIDTH;
        }
        float[] t0 = to.array[0];
        int s0 = to.stride[0];
        int o0 = to.offset[0] + row * s0;
        c00.intoArray(t0, o0);
        float[] t1 = to.array[1];
        int s1 = to.stride[1];
        int o1 = to.offset[1] + row * s1;
        c01.intoArray(t1, o1);
        float[] t2 = to.array[2];
        int s2 = to.stride[2];
        int o2 = to.offset[2] + row * s2;
        c02.intoArray(t2, o2);
        float[] t3 = to.array[3];
        int s3 = to.stride[3];
        int o3 = to.offset[3] + row * s3;
        c03.intoArray(t3, o3);
    }

    private static void tile1x3(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        int a0 = offset;
        int p = start;
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LENGTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, left[a0 + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            p += WIDTH;
        }
        float[] t0 = to.array[0];
        int s0 = to.stride[0];
        int o0 = to.offset[0] + row * s0;
        c00.intoArray(t0, o0);
        float[] t1 = to.array[1];
        int s1 = to.stride[1];
        int o1 = to.offset[1] + row * s1;
        c01.intoArray(t1, o1);
        float[] t2 = to.array[2];
        int s2 = to.stride[2];
        int o2 = to.offset[2] + row * s2;
        c02.intoArray(t2, o2);
    }
}
