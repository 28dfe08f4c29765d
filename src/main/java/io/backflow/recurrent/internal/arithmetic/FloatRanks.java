// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.Arrays;

/**
 * Counts values in buckets, and sorts those in whose buckets the wanted ranks lie.
 *
 * <p>Buckets divide [0, 1], where gates lie. What is outside is in the outermost ones, and NaN, as the largest, in the
 * last.
 */
public final class FloatRanks implements Ranks<float[]> {

    private static final int BUCKETS = 1024;

    private final int[] counts = new int[BUCKETS + 1];
    private final boolean[] wanted = new boolean[BUCKETS + 1];
    private float[] found = new float[0];

    @Override
    public void find(float[] a, int length, int[] ranks, double[] at, double[] next) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < length; i++) {
            counts[bucket(a[i])]++;
        }
        want(ranks, length - 1);
        sort(a, length);
        take(ranks, length - 1, at, next);
    }

    private static int bucket(float value) {
        return value < 1 ? Math.max(0, (int) (value * BUCKETS)) : BUCKETS;
    }

    /** Marks the buckets in which the ranks, and those after them, lie. */
    private void want(int[] ranks, int last) {
        Arrays.fill(wanted, false);
        int end = 0;
        int i = 0;
        int j = 0;
        for (int bucket = 0; i < ranks.length || j < ranks.length; bucket++) {
            end += counts[bucket];
            for (; i < ranks.length && ranks[i] < end; i++) {
                wanted[bucket] = true;
            }
            for (; j < ranks.length && Math.min(ranks[j] + 1, last) < end; j++) {
                wanted[bucket] = true;
            }
        }
    }

    /** Sorts what lies in the wanted buckets into {@link #found}. */
    private void sort(float[] a, int length) {
        if (found.length < length) {
            found = new float[length];
        }
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (wanted[bucket(a[i])]) {
                found[count] = a[i];
                count++;
            }
        }
        Arrays.sort(found, 0, count);
    }

    /** Reads the values off {@link #found}, where those in unwanted buckets are missing. */
    private void take(int[] ranks, int last, double[] at, double[] next) {
        int end = 0;
        int missing = 0;
        int i = 0;
        int j = 0;
        for (int bucket = 0; i < ranks.length || j < ranks.length; bucket++) {
            end += counts[bucket];
            for (; i < ranks.length && ranks[i] < end; i++) {
                at[i] = found[ranks[i] - missing];
            }
            for (; j < ranks.length && Math.min(ranks[j] + 1, last) < end; j++) {
                next[j] = found[Math.min(ranks[j] + 1, last) - missing];
            }
            missing += wanted[bucket] ? 0 : counts[bucket];
        }
    }
}
