// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;
import static io.backflow.recurrent.internal.vector.Lanes.WIDTH;

import io.backflow.recurrent.internal.vector.RowTiles.Tile;
import jdk.incubator.vector.FloatVector;

/** The tiles of {@link RowTiles} that are four vectors wide, for 32 registers. */
final class FourVectorTiles {

    private FourVectorTiles() {}

    static void tile6x4(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        FloatVector c42 = FloatVector.zero(SPECIES);
        FloatVector c52 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        FloatVector c23 = FloatVector.zero(SPECIES);
        FloatVector c33 = FloatVector.zero(SPECIES);
        FloatVector c43 = FloatVector.zero(SPECIES);
        FloatVector c53 = FloatVector.zero(SPECIES);
        int a0 = offset;
        int a1 = offset + stride;
        int a2 = offset + 2 * stride;
        int a3 = offset + 3 * stride;
        int a4 = offset + 4 * stride;
        int a5 = offset + 5 * stride;
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
            x = FloatVector.broadcast(SPECIES, left[a4 + k]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(SPECIES, left[a5 + k]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
            p += WIDTH;
        }
        float[] t0 = to.array[0];
        int s = to.stride;
        int o0 = to.offset[0] + row * s;
        c00.intoArray(t0, o0);
        c10.intoArray(t0, o0 + s);
        c20.intoArray(t0, o0 + 2 * s);
        c30.intoArray(t0, o0 + 3 * s);
        c40.intoArray(t0, o0 + 4 * s);
        c50.intoArray(t0, o0 + 5 * s);
        float[] t1 = to.array[1];
        int o1 = to.offset[1] + row * s;
        c01.intoArray(t1, o1);
        c11.intoArray(t1, o1 + s);
        c21.intoArray(t1, o1 + 2 * s);
        c31.intoArray(t1, o1 + 3 * s);
        c41.intoArray(t1, o1 + 4 * s);
        c51.intoArray(t1, o1 + 5 * s);
        float[] t2 = to.array[2];
        int o2 = to.offset[2] + row * s;
        c02.intoArray(t2, o2);
        c12.intoArray(t2, o2 + s);
        c22.intoArray(t2, o2 + 2 * s);
        c32.intoArray(t2, o2 + 3 * s);
        c42.intoArray(t2, o2 + 4 * s);
        c52.intoArray(t2, o2 + 5 * s);
        float[] t3 = to.array[3];
        int o3 = to.offset[3] + row * s;
        c03.intoArray(t3, o3);
        c13.intoArray(t3, o3 + s);
        c23.intoArray(t3, o3 + 2 * s);
        c33.intoArray(t3, o3 + 3 * s);
        c43.intoArray(t3, o3 + 4 * s);
        c53.intoArray(t3, o3 + 5 * s);
    }

    static void tile4x4(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
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
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        FloatVector c23 = FloatVector.zero(SPECIES);
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
        float[] t3 = to.array[3];
        int o3 = to.offset[3] + row * s;
        c03.intoArray(t3, o3);
        c13.intoArray(t3, o3 + s);
        c23.intoArray(t3, o3 + 2 * s);
        c33.intoArray(t3, o3 + 3 * s);
    }

    static void tile1x4(int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
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
        int s = to.stride;
        int o0 = to.offset[0] + row * s;
        c00.intoArray(t0, o0);
        float[] t1 = to.array[1];
        int o1 = to.offset[1] + row * s;
        c01.intoArray(t1, o1);
        float[] t2 = to.array[2];
        int o2 = to.offset[2] + row * s;
        c02.intoArray(t2, o2);
        float[] t3 = to.array[3];
        int o3 = to.offset[3] + row * s;
        c03.intoArray(t3, o3);
    }
}
