// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.BITS_SPECIES;
import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.IntVector;

/**
 * Goes from a guess up to a value of a certain rank and to the next one: the three smallest of each lane are kept, and
 * taken in their order as long as none can be hidden behind them; then it begins anew where they end.
 *
 * <p>Bits are shifted so that those from the guess on are negative, in their order, and those under it are not.
 */
final class RankWalk {

    /** So many values are taken at most. */
    static final int MOST = 8;

    /** So many times it begins. */
    private static final int PASSES = 6;

    private final int[] smallest = new int[3 * LENGTH];
    private final int[] sorted = new int[MOST];
    private int rank;
    private int last;
    private int taken;
    private float at;
    private float next;

    /**
     * Says what is wanted.
     *
     * @param wanted how many values from the guess on are smaller, if none are equal; at most {@value #MOST} - 2
     * @param hasNext whether there is a larger one
     */
    void begin(int wanted, boolean hasNext) {
        rank = wanted;
        last = hasNext ? wanted + 1 : wanted;
        taken = 0;
    }

    float at() {
        return at;
    }

    float next() {
        return next;
    }

    /**
     * Goes from a guess on.
     *
     * @param whole how many of the values are looked at
     * @param tail the bits of one more vector of them
     * @return whether it arrived; it does not where too many values are equal
     */
    boolean run(float[] a, int whole, int[] tail, int guess) {
        int from = guess;
        for (int pass = 0; pass < PASSES && taken <= last; pass++) {
            keepSmallest(a, whole, tail, from);
            int before = taken;
            int end = take(from);
            if (taken == before) {
                return false;
            }
            from = unshifted(end, from);
        }
        return taken > last;
    }

    /**
     * Keeps the three smallest of each lane. Four vectors at a time, written out: the method is then too long to be
     * inlined, where the JIT made objects of vectors in some virtual machines.
     */
    private void keepSmallest(float[] a, int whole, int[] tail, int guess) {
        IntVector shift = IntVector.broadcast(BITS_SPECIES, Integer.MIN_VALUE - guess);
        IntVector first = IntVector.fromArray(BITS_SPECIES, tail, 0).add(shift);
        IntVector second = IntVector.broadcast(BITS_SPECIES, Integer.MAX_VALUE);
        IntVector third = second;
        int i = 0;
        for (; i <= whole - 4 * LENGTH; i += 4 * LENGTH) {
            IntVector x0 = RankLoops.bits(a, i).add(shift);
            IntVector y0 = first.max(x0);
            first = first.min(x0);
            IntVector z0 = second.max(y0);
            second = second.min(y0);
            third = third.min(z0);
            IntVector x1 = RankLoops.bits(a, i + LENGTH).add(shift);
            IntVector y1 = first.max(x1);
            first = first.min(x1);
            IntVector z1 = second.max(y1);
            second = second.min(y1);
            third = third.min(z1);
            IntVector x2 = RankLoops.bits(a, i + 2 * LENGTH).add(shift);
            IntVector y2 = first.max(x2);
            first = first.min(x2);
            IntVector z2 = second.max(y2);
            second = second.min(y2);
            third = third.min(z2);
            IntVector x3 = RankLoops.bits(a, i + 3 * LENGTH).add(shift);
            IntVector y3 = first.max(x3);
            first = first.min(x3);
            IntVector z3 = second.max(y3);
            second = second.min(y3);
            third = third.min(z3);
        }
        for (; i < whole; i += LENGTH) {
            IntVector x = RankLoops.bits(a, i).add(shift);
            IntVector y = first.max(x);
            first = first.min(x);
            IntVector z = second.max(y);
            second = second.min(y);
            third = third.min(z);
        }
        first.intoArray(smallest, 0);
        second.intoArray(smallest, LENGTH);
        third.intoArray(smallest, 2 * LENGTH);
    }

    /** Takes values until enough are taken, or others that were not kept may be as small; returns where that is. */
    private int take(int guess) {
        int end = -1;
        for (int i = 2 * LENGTH; i < 3 * LENGTH; i++) {
            end = Math.min(end, smallest[i]);
        }
        int count = sort(end);
        for (int i = 0; i < count && taken <= last; i++) {
            next = Float.intBitsToFloat(unshifted(sorted[i], guess));
            if (taken == rank) {
                at = next;
            }
            taken++;
        }
        return end;
    }

    /** Sorts what is smaller than {@code end}, as far as it may be wanted, and returns how many there are. */
    private int sort(int end) {
        int count = 0;
        int bound = end;
        for (int value : smallest) {
            if (value < bound) {
                int i = Math.min(count, MOST - 1);
                for (; i > 0 && sorted[i - 1] > value; i--) {
                    sorted[i] = sorted[i - 1];
                }
                sorted[i] = value;
                count = Math.min(count + 1, MOST);
                bound = count == MOST ? sorted[MOST - 1] : end;
            }
        }
        return count;
    }

    private static int unshifted(int value, int guess) {
        return value - Integer.MIN_VALUE + guess;
    }
}
