// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import java.util.stream.IntStream;

/** One-hot rows in double. */
final class PlainOneHotRows implements OneHotRows<double[]> {

    @Override
    public int symbol(double[] a, int offset, int length) {
        int[] others =
                IntStream.range(0, length).filter(i -> a[offset + i] != 0).toArray();
        if (others.length == 0) {
            return NONE;
        }
        return others.length == 1 && a[offset + others[0]] == 1 ? others[0] : OTHER;
    }

    @Override
    public void add(double[] from, int fromOffset, double[] to, int toOffset, int length) {
        for (int i = 0; i < length; i++) {
            to[toOffset + i] += from[fromOffset + i];
        }
    }

    @Override
    public void gather(double[] from, int[] at, double[] to, int offset, int stride) {
        for (int i = 0; i < at.length; i++) {
            to[offset + i * stride] = from[at[i]];
        }
    }

    @Override
    public void scatter(double[] from, int offset, int stride, double[] to, int[] at) {
        for (int i = 0; i < at.length; i++) {
            to[at[i]] = from[offset + i * stride];
        }
    }
}
