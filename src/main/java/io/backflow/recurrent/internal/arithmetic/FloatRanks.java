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
        Arrays.fill(wanted, false);
        for (int rank : ranks) {
            wanted[bucketOf(rank)] = true;
            wanted[bucketOf(Math.min(rank + 1, length - 1))] = true;
        }
        sort(a, length);
        for (int i = 0; i < ranks.length; i++) {
            at[i] = found[place(ranks[i])];
            next[i] = found[place(Math.min(ranks[i] + 1, length - 1))];
        }
    }

    private static int bucket(float value) {
        return value < 1 ? Math.max(0, (int) (value * BUCKETS)) : BUCKETS;
    }

    private int bucketOf(int rank) {
        int before = 0;
        int bucket = 0;
        while (before + counts[bucket] <= rank) {
            before += counts[bucket];
            bucket++;
        }
        return bucket;
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

    /** Returns where in {@link #found} a rank is: without all those in buckets before it that are not wanted. */
    private int place(int rank) {
        int before = 0;
        int left = 0;
        for (int bucket = 0; before + counts[bucket] <= rank; bucket++) {
            before += counts[bucket];
            left += wanted[bucket] ? 0 : counts[bucket];
        }
        return rank - left;
    }
}
