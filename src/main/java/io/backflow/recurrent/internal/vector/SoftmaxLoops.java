// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The softmax of the rows of a {@code float[]} matrix; rows that do not fill vectors are copied to where they do.
 *
 * <p>{@code exp(x) = 2^n exp(x - n ln 2)} with the n that leaves a rest of at most ln 2 / 2, whose Taylor polynomial of
 * degree 7 is good to 6e-9. A probability is right to 3 units in its last place and, as the difference of its logit
 * from the highest is rounded to float, 6e-8 for each 1 in that difference: as much as one in the last place of its
 * logarithm.
 */
final class SoftmaxLoops {

    /** exp(-104) rounds to 0 in float. */
    private static final float LOWEST = -104f;

    /** So far below the highest, what fills a row up adds nothing to its sum, and is still a normal number. */
    private static final float UNSEEN = 80f;

    private static final float PER_LN_2 = 1.44269504f;

    /** ln 2 is the sum of these, of which the first has so few bits that its product with n is exact. */
    private static final float LN_2 = 0.693359375f;

    private static final float REST_OF_LN_2 = -2.12194440e-4f;

    /** So much larger is 2^n taken first, since 2^n itself need not be a normal number. */
    private static final int RAISED = 64;

    private static final float LOWERED = 0x1p-64f;

    /** Added to a number, leaves it rounded in the last bits, on top of the exponent of {@code 2^RAISED}. */
    private static final float ROUNDING = 0x1.8p23f + 127 + RAISED;

    private static final int MANTISSA_BITS = 23;

    /** How many elements a lane takes before it is emptied into a double. */
    private static final int PIECE = 128;

    /** Fewer columns are turned, so that a vector has one column of as many rows as it has lanes. */
    private static final int NARROW = 2 * LENGTH;

    private SoftmaxLoops() {}

    static void rows(float[] z, int rows, int columns) {
        if (columns < NARROW && columns % LENGTH != 0) {
            turned(z, rows, columns);
            return;
        }
        int width = (columns + LENGTH - 1) / LENGTH * LENGTH;
        float[] e = width == columns ? z : new float[width];
        float[] lanes = new float[LENGTH];
        for (int r = 0; r < rows; r++) {
            int at = r * columns;
            if (width == columns) {
                row(e, at, columns, width, lanes);
            } else {
                System.arraycopy(z, at, e, 0, columns);
                row(e, 0, columns, width, lanes);
                System.arraycopy(e, 0, z, at, columns);
            }
        }
    }

    private static void turned(float[] z, int rows, int columns) {
        float[] e = new float[columns * LENGTH];
        float[] highest = new float[LENGTH];
        float[] sums = new float[LENGTH];
        for (int r = 0; r < rows; r += LENGTH) {
            int together = Math.min(LENGTH, rows - r);
            turn(z, r * columns, together, columns, e);
            highest(e, 0, e.length, highest);
            exp(e, 0, e.length, highest, sums);
            for (int i = 0; i < LENGTH; i++) {
                sums[i] = 1 / sums[i];
            }
            scale(e, 0, e.length, sums);
            turnBack(e, together, columns, z, r * columns);
        }
    }

    private static void turn(float[] z, int from, int rows, int columns, float[] e) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                e[j * LENGTH + r] = z[from + r * columns + j];
            }
        }
    }

    private static void turnBack(float[] e, int rows, int columns, float[] z, int to) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                z[to + r * columns + j] = e[j * LENGTH + r];
            }
        }
    }

    private static void row(float[] e, int from, int columns, int width, float[] lanes) {
        int to = from + width;
        Arrays.fill(e, from + columns, to, e[from]);
        highest(e, from, to, lanes);
        float highest = highestOf(lanes);
        Arrays.fill(e, from + columns, to, highest - UNSEEN);
        double sum = 0;
        for (int i = from; i < to; i += PIECE * LENGTH) {
            fill(lanes, highest);
            exp(e, i, Math.min(to, i + PIECE * LENGTH), lanes, lanes);
            sum += ofLanes(lanes);
        }
        fill(lanes, (float) (1 / sum));
        scale(e, from, to, lanes);
    }

    /** In one piece: a vector that is read just after it was written number by number would have to wait. */
    private static void fill(float[] lanes, float value) {
        FloatVector.broadcast(SPECIES, value).intoArray(lanes, 0);
    }

    /** Finds the largest in each lane, NaN aside: one makes the sum NaN anyway. */
    private static void highest(float[] e, int from, int to, float[] lanes) {
        FloatVector highest = FloatVector.fromArray(SPECIES, e, from);
        for (int i = from + LENGTH; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, e, i);
            highest = highest.blend(x, x.compare(VectorOperators.GT, highest));
        }
        highest.intoArray(lanes, 0);
    }

    private static float highestOf(float[] lanes) {
        float highest = lanes[0];
        for (int i = 1; i < LENGTH; i++) {
            if (lanes[i] > highest) {
                highest = lanes[i];
            }
        }
        return highest;
    }

    /** Replaces each x by exp(x - highest), and sums the lanes; NaN stays NaN. */
    private static void exp(float[] e, int from, int to, float[] highest, float[] sums) {
        FloatVector top = FloatVector.fromArray(SPECIES, highest, 0);
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = from; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, e, i).sub(top);
            x = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
            FloatVector rounded = x.mul(PER_LN_2).add(ROUNDING);
            FloatVector n = rounded.sub(ROUNDING);
            FloatVector power = rounded.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                    .reinterpretAsFloats();
            FloatVector s = x.sub(n.mul(LN_2)).sub(n.mul(REST_OF_LN_2));
            FloatVector p = s.mul(1f / 5040).add(1f / 720);
            p = p.fma(s, FloatVector.broadcast(SPECIES, 1f / 120));
            p = p.fma(s, FloatVector.broadcast(SPECIES, 1f / 24));
            p = p.fma(s, FloatVector.broadcast(SPECIES, 1f / 6));
            p = p.fma(s, FloatVector.broadcast(SPECIES, 0.5f));
            p = p.fma(s, one).fma(s, one).mul(power).mul(LOWERED);
            sum = sum.add(p);
            p.intoArray(e, i);
        }
        sum.intoArray(sums, 0);
    }

    private static void scale(float[] e, int from, int to, float[] by) {
        FloatVector factor = FloatVector.fromArray(SPECIES, by, 0);
        for (int i = from; i < to; i += LENGTH) {
            FloatVector.fromArray(SPECIES, e, i).mul(factor).intoArray(e, i);
        }
    }

    /** Two sums at a time, because each addition waits for the one before. */
    private static double ofLanes(float[] lanes) {
        double even = 0;
        double odd = 0;
        for (int i = 0; i < LENGTH; i += 2) {
            even += lanes[i];
            odd += lanes[i + 1];
        }
        return even + odd;
    }
}
