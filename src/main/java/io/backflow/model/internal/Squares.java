// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Sums of squares, read from off-heap memory without a copy. They run in eight independent chains, which hides the
 * latency of the additions, in double, where the square of a float is exact.
 */
public final class Squares {

    private Squares() {}

    public static double of(FloatIndexer x, long offset, int count) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        long end = offset + count;
        long i = offset;
        for (; i + 7 < end; i += 8) {
            double v0 = x.get(i);
            double v1 = x.get(i + 1);
            double v2 = x.get(i + 2);
            double v3 = x.get(i + 3);
            double v4 = x.get(i + 4);
            double v5 = x.get(i + 5);
            double v6 = x.get(i + 6);
            double v7 = x.get(i + 7);
            s0 += v0 * v0;
            s1 += v1 * v1;
            s2 += v2 * v2;
            s3 += v3 * v3;
            s4 += v4 * v4;
            s5 += v5 * v5;
            s6 += v6 * v6;
            s7 += v7 * v7;
        }
        for (; i < end; i++) {
            double v = x.get(i);
            s0 += v * v;
        }
        return s0 + s1 + s2 + s3 + (s4 + s5 + s6 + s7);
    }

    public static double of(DoubleIndexer x, long offset, int count) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        long end = offset + count;
        long i = offset;
        for (; i + 3 < end; i += 4) {
            double v0 = x.get(i);
            double v1 = x.get(i + 1);
            double v2 = x.get(i + 2);
            double v3 = x.get(i + 3);
            s0 += v0 * v0;
            s1 += v1 * v1;
            s2 += v2 * v2;
            s3 += v3 * v3;
        }
        for (; i < end; i++) {
            double v = x.get(i);
            s0 += v * v;
        }
        return s0 + s1 + s2 + s3;
    }
}
