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

    /** Copies rows as {@link #copy} does, and adds their sum to {@code sums} while they are at hand. */
    static void copyAndSum(
            int rows, int width, float[] from, int read, int stride, float[] to, int write, float[] sums, int at) {
        if (width < LENGTH) {
            copy(rows, width, from, read, stride, to, write, LENGTH);
            addSums(rows, width, from, read, stride, sums, at);
            return;
        }
        FloatVector sum = FloatVector.zero(SPECIES);
        int source = read;
        int target = write;
        for (int k = 0; k < rows; k++) {
            FloatVector row = FloatVector.fromArray(SPECIES, from, source);
            row.intoArray(to, target);
            sum = sum.add(row);
            source += stride;
            target += LENGTH;
        }
        FloatVector.fromArray(SPECIES, sums, at).add(sum).intoArray(sums, at);
    }

    private static void addSums(int rows, int width, float[] from, int read, int stride, float[] sums, int at) {
        for (int i = 0; i < width; i++) {
            float sum = 0;
            for (int k = 0; k < rows; k++) {
                sum += from[read + k * stride + i];
            }
            sums[at + i] += sum;
        }
    }
}
