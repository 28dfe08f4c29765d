// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;
import static io.backflow.recurrent.internal.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The sum of outer products of packed rows, added to a tile of the result, all sums kept in registers.
 *
 * <p>Left numbers are packed in groups of {@link Lanes#LENGTH}, right ones of {@link Lanes#WIDTH}.
 */
final class OuterTiles {

    private OuterTiles() {}

    /** Returns how many rows the next tile should have, if {@code left} are left to do; it may be more. */
    static int rows(int left) {
        return Lanes.VECTORS == 4 && left >= 6 && left != 8 ? 6 : 4;
    }

    /**
     * Adds to as many rows of {@link Lanes#WIDTH} numbers as {@link #rows} says.
     *
     * @param inner how many rows were packed
     * @param at where the first row of the result is
     * @param stride how far apart they are
     */
    static void add(
            int rows, int inner, float[] left, int offset, float[] panel, int start, float[] out, int at, int stride) {
        if (rows == 6) {
            tile6x4(inner, left, offset, panel, start, out, at, stride);
        } else if (Lanes.VECTORS == 4) {
            tile4x4(inner, left, offset, panel, start, out, at, stride);
        } else {
            tile4x3(inner, left, offset, panel, start, out, at, stride);
        }
    }

    private static void tile6x4(
            int inner, float[] left, int offset, float[] panel, int start, float[] out, int at, int stride) {
        int o0 = at;
        int o1 = at + stride;
        int o2 = at + 2 * stride;
        int o3 = at + 3 * stride;
        int o4 = at + 4 * stride;
        int o5 = at + 5 * stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, out, o0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, out, o0 + LENGTH);
        FloatVector c02 = FloatVector.fromArray(SPECIES, out, o0 + 2 * LENGTH);
        FloatVector c03 = FloatVector.fromArray(SPECIES, out, o0 + 3 * LENGTH);
        FloatVector c10 = FloatVector.fromArray(SPECIES, out, o1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, out, o1 + LENGTH);
        FloatVector c12 = FloatVector.fromArray(SPECIES, out, o1 + 2 * LENGTH);
        FloatVector c13 = FloatVector.fromArray(SPECIES, out, o1 + 3 * LENGTH);
        FloatVector c20 = FloatVector.fromArray(SPECIES, out, o2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, out, o2 + LENGTH);
        FloatVector c22 = FloatVector.fromArray(SPECIES, out, o2 + 2 * LENGTH);
        FloatVector c23 = FloatVector.fromArray(SPECIES, out, o2 + 3 * LENGTH);
        FloatVector c30 = FloatVector.fromArray(SPECIES, out, o3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, out, o3 + LENGTH);
        FloatVector c32 = FloatVector.fromArray(SPECIES, out, o3 + 2 * LENGTH);
        FloatVector c33 = FloatVector.fromArray(SPECIES, out, o3 + 3 * LENGTH);
        FloatVector c40 = FloatVector.fromArray(SPECIES, out, o4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, out, o4 + LENGTH);
        FloatVector c42 = FloatVector.fromArray(SPECIES, out, o4 + 2 * LENGTH);
        FloatVector c43 = FloatVector.fromArray(SPECIES, out, o4 + 3 * LENGTH);
        FloatVector c50 = FloatVector.fromArray(SPECIES, out, o5);
        FloatVector c51 = FloatVector.fromArray(SPECIES, out, o5 + LENGTH);
        FloatVector c52 = FloatVector.fromArray(SPECIES, out, o5 + 2 * LENGTH);
        FloatVector c53 = FloatVector.fromArray(SPECIES, out, o5 + 3 * LENGTH);
        int a = offset;
        int p = start;
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LENGTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LENGTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, left[a]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, left[a + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, left[a + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, left[a + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(SPECIES, left[a + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(SPECIES, left[a + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
            a += LENGTH;
            p += WIDTH;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LENGTH);
        c02.intoArray(out, o0 + 2 * LENGTH);
        c03.intoArray(out, o0 + 3 * LENGTH);
        c10.intoArray(out, o1);
        c11.intoArray(out, o1 + LENGTH);
        c12.intoArray(out, o1 + 2 * LENGTH);
        c13.intoArray(out, o1 + 3 * LENGTH);
        c20.intoArray(out, o2);
        c21.intoArray(out, o2 + LENGTH);
        c22.intoArray(out, o2 + 2 * LENGTH);
        c23.intoArray(out, o2 + 3 * LENGTH);
        c30.intoArray(out, o3);
        c31.intoArray(out, o3 + LENGTH);
        c32.intoArray(out, o3 + 2 * LENGTH);
        c33.intoArray(out, o3 + 3 * LENGTH);
        c40.intoArray(out, o4);
        c41.intoArray(out, o4 + LENGTH);
        c42.intoArray(out, o4 + 2 * LENGTH);
        c43.intoArray(out, o4 + 3 * LENGTH);
        c50.intoArray(out, o5);
        c51.intoArray(out, o5 + LENGTH);
        c52.intoArray(out, o5 + 2 * LENGTH);
        c53.intoArray(out, o5 + 3 * LENGTH);
    }

    private static void tile4x4(
            int inner, float[] left, int offset, float[] panel, int start, float[] out, int at, int stride) {
        int o0 = at;
        int o1 = at + stride;
        int o2 = at + 2 * stride;
        int o3 = at + 3 * stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, out, o0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, out, o0 + LENGTH);
        FloatVector c02 = FloatVector.fromArray(SPECIES, out, o0 + 2 * LENGTH);
        FloatVector c03 = FloatVector.fromArray(SPECIES, out, o0 + 3 * LENGTH);
        FloatVector c10 = FloatVector.fromArray(SPECIES, out, o1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, out, o1 + LENGTH);
        FloatVector c12 = FloatVector.fromArray(SPECIES, out, o1 + 2 * LENGTH);
        FloatVector c13 = FloatVector.fromArray(SPECIES, out, o1 + 3 * LENGTH);
        FloatVector c20 = FloatVector.fromArray(SPECIES, out, o2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, out, o2 + LENGTH);
        FloatVector c22 = FloatVector.fromArray(SPECIES, out, o2 + 2 * LENGTH);
        FloatVector c23 = FloatVector.fromArray(SPECIES, out, o2 + 3 * LENGTH);
        FloatVector c30 = FloatVector.fromArray(SPECIES, out, o3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, out, o3 + LENGTH);
        FloatVector c32 = FloatVector.fromArray(SPECIES, out, o3 + 2 * LENGTH);
        FloatVector c33 = FloatVector.fromArray(SPECIES, out, o3 + 3 * LENGTH);
        int a = offset;
        int p = start;
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LENGTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LENGTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, left[a]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, left[a + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, left[a + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, left[a + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            a += LENGTH;
            p += WIDTH;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LENGTH);
        c02.intoArray(out, o0 + 2 * LENGTH);
        c03.intoArray(out, o0 + 3 * LENGTH);
        c10.intoArray(out, o1);
        c11.intoArray(out, o1 + LENGTH);
        c12.intoArray(out, o1 + 2 * LENGTH);
        c13.intoArray(out, o1 + 3 * LENGTH);
        c20.intoArray(out, o2);
        c21.intoArray(out, o2 + LENGTH);
        c22.intoArray(out, o2 + 2 * LENGTH);
        c23.intoArray(out, o2 + 3 * LENGTH);
        c30.intoArray(out, o3);
        c31.intoArray(out, o3 + LENGTH);
        c32.intoArray(out, o3 + 2 * LENGTH);
        c33.intoArray(out, o3 + 3 * LENGTH);
    }

    private static void tile4x3(
            int inner, float[] left, int offset, float[] panel, int start, float[] out, int at, int stride) {
        int o0 = at;
        int o1 = at + stride;
        int o2 = at + 2 * stride;
        int o3 = at + 3 * stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, out, o0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, out, o0 + LENGTH);
        FloatVector c02 = FloatVector.fromArray(SPECIES, out, o0 + 2 * LENGTH);
        FloatVector c10 = FloatVector.fromArray(SPECIES, out, o1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, out, o1 + LENGTH);
        FloatVector c12 = FloatVector.fromArray(SPECIES, out, o1 + 2 * LENGTH);
        FloatVector c20 = FloatVector.fromArray(SPECIES, out, o2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, out, o2 + LENGTH);
        FloatVector c22 = FloatVector.fromArray(SPECIES, out, o2 + 2 * LENGTH);
        FloatVector c30 = FloatVector.fromArray(SPECIES, out, o3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, out, o3 + LENGTH);
        FloatVector c32 = FloatVector.fromArray(SPECIES, out, o3 + 2 * LENGTH);
        int a = offset;
        int p = start;
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LENGTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, left[a]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, left[a + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, left[a + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(SPECIES, left[a + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            a += LENGTH;
            p += WIDTH;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LENGTH);
        c02.intoArray(out, o0 + 2 * LENGTH);
        c10.intoArray(out, o1);
        c11.intoArray(out, o1 + LENGTH);
        c12.intoArray(out, o1 + 2 * LENGTH);
        c20.intoArray(out, o2);
        c21.intoArray(out, o2 + LENGTH);
        c22.intoArray(out, o2 + 2 * LENGTH);
        c30.intoArray(out, o3);
        c31.intoArray(out, o3 + LENGTH);
        c32.intoArray(out, o3 + 2 * LENGTH);
    }
}
