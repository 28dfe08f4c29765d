// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Copies and sums of rows of a vector's width and less, of which there are many. */
final class RowCopies {

    private RowCopies() {}

    /** Copies rows of {@code width} numbers, at most {@link Lanes#LENGTH}, from one spacing to another. */
    static void copy(int rows, int width, float[] from, int read, int stride, float[] to, int write, int toStride) {
        if (width < LENGTH) {
            for (int k = 0; k < rows; k++) {
                System.arraycopy(from, read + k * stride, to, write + k * toStride, width);
            }
            return;
        }
        int at = read;
        int target = write;
        for (int k = 0; k < rows; k++) {
            FloatVector.fromArray(SPECIES, from, at).intoArray(to, target);
            at += stride;
            target += toStride;
        }
    }

    /** Adds the sum of packed rows of {@link Lanes#LENGTH} numbers to {@code sums}. */
    static void addSums(int rows, float[] packed, int start, float[] sums, int at) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int read = start;
        for (int k = 0; k < rows; k++) {
            sum = sum.add(FloatVector.fromArray(SPECIES, packed, read));
            read += LENGTH;
        }
        FloatVector.fromArray(SPECIES, sums, at).add(sum).intoArray(sums, at);
    }
}
