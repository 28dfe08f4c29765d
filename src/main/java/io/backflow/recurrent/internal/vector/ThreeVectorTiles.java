// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;
import static io.backflow.recurrent.internal.vector.Lanes.WIDTH;

import io.backflow.recurrent.internal.vector.RowTiles.Tile;
import jdk.incubator.vector.FloatVector;

/** The tiles of {@link RowTiles} that are three vectors wide, for 16 registers. */
final class ThreeVectorTiles {

    private ThreeVectorTiles() {}

    static void tile4x3(
            int inner, float[] left, int offset, int stride, float[] panel, int start, Tile from, Tile to, int row) {
        float[] f0 = from.array[0];
        int r0 = from.offset[0] + row * from.stride[0];
        FloatVector c00 = FloatVector.fromArray(SPECIES, f0, r0);
        FloatVector c10 = FloatVector.fromArray(SPECIES, f0, r0 + from.stride[0]);
        FloatVector c20 = FloatVector.fromArray(SPECIES, f0, r0 + 2 * from.stride[0]);
        FloatVector c30 = FloatVector.fromArray(SPECIES, f0, r0 + 3 * from.stride[0]);
        float[] f1 = from.array[1];
        int r1 = from.offset[1] + row * from.stride[1];
        FloatVector c01 = FloatVector.fromArray(SPECIES, f1, r1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, f1, r1 + from.stride[1]);
        FloatVector c21 = FloatVector.fromArray(SPECIES, f1, r1 + 2 * from.stride[1]);
        FloatVector c31 = FloatVector.fromArray(SPECIES, f1, r1 + 3 * from.stride[1]);
        float[] f2 = from.array[2];
        int r2 = from.offset[2] + row * from.stride[2];
        FloatVector c02 = FloatVector.fromArray(SPECIES, f2, r2);
        FloatVector c12 = FloatVector.fromArray(SPECIES, f2, r2 + from.stride[2]);
        FloatVector c22 = FloatVector.fromArray(SPECIES, f2, r2 + 2 * from.stride[2]);
        FloatVector c32 = FloatVector.fromArray(SPECIES, f2, r2 + 3 * from.stride[2]);
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

    static void tile1x3(
            int inner, float[] left, int offset, int stride, float[] panel, int start, Tile from, Tile to, int row) {
        float[] f0 = from.array[0];
        int r0 = from.offset[0] + row * from.stride[0];
        FloatVector c00 = FloatVector.fromArray(SPECIES, f0, r0);
        float[] f1 = from.array[1];
        int r1 = from.offset[1] + row * from.stride[1];
        FloatVector c01 = FloatVector.fromArray(SPECIES, f1, r1);
        float[] f2 = from.array[2];
        int r2 = from.offset[2] + row * from.stride[2];
        FloatVector c02 = FloatVector.fromArray(SPECIES, f2, r2);
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
