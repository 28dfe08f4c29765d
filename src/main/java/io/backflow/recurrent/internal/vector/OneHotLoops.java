// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;

import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import jdk.incubator.vector.FloatVector;

/** One-hot rows of floats. */
final class OneHotLoops implements OneHotRows<float[]> {

    @Override
    public int symbol(float[] a, int offset, int length) {
        int found = NONE;
        for (int i = 0; i < length; i++) {
            float value = a[offset + i];
            if (value != 0) {
                if (value != 1 || found != NONE) {
                    return OTHER;
                }
                found = i;
            }
        }
        return found;
    }

    @Override
    public void add(float[] from, int fromOffset, float[] to, int toOffset, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector sum = FloatVector.fromArray(SPECIES, to, toOffset + i)
                    .add(FloatVector.fromArray(SPECIES, from, fromOffset + i));
            sum.intoArray(to, toOffset + i);
        }
        for (; i < length; i++) {
            to[toOffset + i] += from[fromOffset + i];
        }
    }

    @Override
    public void gather(float[] from, int[] at, float[] to, int offset, int stride) {
        int write = offset;
        for (int i : at) {
            to[write] = from[i];
            write += stride;
        }
    }

    @Override
    public void scatter(float[] from, int offset, int stride, float[] to, int[] at) {
        int read = offset;
        for (int i : at) {
            to[i] = from[read];
            read += stride;
        }
    }
}
