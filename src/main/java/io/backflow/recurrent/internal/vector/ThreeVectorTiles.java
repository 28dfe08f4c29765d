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

    static void tile4x3(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
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
        int s = to.stride;
        int o0 = to.offset[0] + row * s;
        c00.intoArray(t0, o0);
        c10.intoArray(t0, o0 + s);
        c20.intoArray(t0, o0 + 2 * s);
        c30.intoArray(t0, o0 + 3 * s);
        float[] t1 = to.array[1];
        int o1 = to.offset[1] + row * s;
        c01.intoArray(t1, o1);
        c11.intoArray(t1, o1 + s);
        c21.intoArray(t1, o1 + 2 * s);
        c31.intoArray(t1, o1 + 3 * s);
        float[] t2 = to.array[2];
        int o2 = to.offset[2] + row * s;
        c02.intoArray(t2, o2);
        c12.intoArray(t2, o2 + s);
        c22.intoArray(t2, o2 + 2 * s);
        c32.intoArray(t2, o2 + 3 * s);
    }

    static void tile1x3(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
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
        int s = to.stride;
        int o0 = to.offset[0] + row * s;
        c00.intoArray(t0, o0);
        float[] t1 = to.array[1];
        int o1 = to.offset[1] + row * s;
        c01.intoArray(t1, o1);
        float[] t2 = to.array[2];
        int o2 = to.offset[2] + row * s;
        c02.intoArray(t2, o2);
    }
}
