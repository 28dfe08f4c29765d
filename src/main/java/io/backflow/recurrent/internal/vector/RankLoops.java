// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.BITS_SPECIES;
import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.backflow.recurrent.internal.arithmetic.FloatRanks;
import io.backflow.recurrent.internal.arithmetic.Ranks;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Finds three ranks by counting how many values lie under three guesses at once, which come close within two or three
 * counts, and by taking the few smallest values from there on.
 *
 * <p>The bits of floats that are not negative are ordered as the floats are, NaN above all. Where there are others, and
 * where the guesses do not come close, as among many values that are equal, {@link FloatRanks} does it.
 */
final class RankLoops implements Ranks<float[]> {

    private static final int GUESSES = 3;

    /** So many counts are tried. */
    private static final int COUNTS = 10;

    /** A guess is close if no more than so many values lie between it and the wanted one. */
    private static final int CLOSE = RankWalk.MOST - 2;

    /** Fewer values are not worth it. */
    private static final int LEAST_LENGTH = 8 * 16;

    private static final int LARGEST = Float.floatToIntBits(Float.NaN);

    private final FloatRanks plain = new FloatRanks();
    private final int[] tail = new int[LENGTH];
    private final int[] lanes = new int[(GUESSES + 1) * LENGTH];
    private final RankWalk walk = new RankWalk();
    /** Bits under which values are counted, how many there are, and how many bits lie between two values there. */
    private final int[] guesses = new int[GUESSES];

    private final int[] counts = new int[GUESSES];
    private final double[] spacing = new double[GUESSES];
    private final int[] guessesBefore = new int[GUESSES];
    private final int[] countsBefore = new int[GUESSES];
    private boolean negative;
    private boolean warm;

    @Override
    public void find(float[] a, int length, int[] ranks, double[] at, double[] next) {
        if (length < LEAST_LENGTH || ranks.length != GUESSES) {
            plain.find(a, length, ranks, at, next);
            return;
        }
        boolean found = warm && search(a, length, ranks, at, next);
        if (!found) {
            plain.find(a, length, ranks, at, next);
        }
        for (int q = 0; q < GUESSES; q++) {
            guesses[q] = Float.floatToIntBits((float) at[q]);
        }
        if (!found) {
            warmUp(ranks);
        }
    }

    private void warmUp(int[] ranks) {
        warm = guesses[0] >= 0 && guesses[0] < guesses[1] && guesses[1] < guesses[2] && guesses[2] < LARGEST;
        double first = between(ranks, 0);
        double second = between(ranks, 1);
        spacing[0] = first;
        spacing[1] = (first + second) / 2;
        spacing[2] = second;
    }

    private double between(int[] ranks, int q) {
        return (double) (guesses[q + 1] - guesses[q]) / Math.max(1, ranks[q + 1] - ranks[q]);
    }

    private boolean search(float[] a, int length, int[] ranks, double[] at, double[] next) {
        int whole = SPECIES.loopBound(length);
        for (int i = 0; i < LENGTH; i++) {
            tail[i] = whole + i < length ? Float.floatToIntBits(a[whole + i]) : Integer.MAX_VALUE;
        }
        for (int q = 0; q < GUESSES; q++) {
            guesses[q] = moved(q, -CLOSE / 2);
        }
        if (!approach(a, whole, ranks)) {
            return false;
        }
        for (int q = 0; q < GUESSES; q++) {
            walk.begin(ranks[q] - counts[q], ranks[q] + 1 < length);
            if (!walk.run(a, whole, tail, guesses[q])) {
                return false;
            }
            at[q] = walk.at();
            next[q] = walk.next();
        }
        return true;
    }

    /** Counts, and moves the guesses, until all of them are close under the wanted values. */
    private boolean approach(float[] a, int whole, int[] ranks) {
        for (int count = 0; count < COUNTS; count++) {
            count(a, whole);
            if (negative) {
                return false;
            }
            boolean close = true;
            for (int q = 0; q < GUESSES; q++) {
                int left = ranks[q] - counts[q];
                learn(q, count);
                if (left < 0 || left > CLOSE) {
                    close = false;
                    guesses[q] = moved(q, Math.max(left - CLOSE / 2, -counts[q]));
                }
            }
            if (close) {
                return true;
            }
        }
        return false;
    }

    private void learn(int q, int count) {
        int gained = counts[q] - countsBefore[q];
        int moved = guesses[q] - guessesBefore[q];
        if (count > 0 && Math.abs(gained) >= CLOSE / 2 && moved != 0) {
            spacing[q] = (double) moved / gained;
        }
        countsBefore[q] = counts[q];
        guessesBefore[q] = guesses[q];
    }

    private int moved(int q, int byRanks) {
        return (int) Math.max(0, Math.min(LARGEST, guesses[q] + spacing[q] * byRanks));
    }

    /** Returns the bits of some floats. */
    static IntVector bits(float[] a, int i) {
        return FloatVector.fromArray(SPECIES, a, i).reinterpretAsInts();
    }

    private void count(float[] a, int whole) {
        IntVector g0 = IntVector.broadcast(BITS_SPECIES, guesses[0]);
        IntVector g1 = IntVector.broadcast(BITS_SPECIES, guesses[1]);
        IntVector g2 = IntVector.broadcast(BITS_SPECIES, guesses[2]);
        IntVector x = IntVector.fromArray(BITS_SPECIES, tail, 0);
        IntVector all = x;
        IntVector c0 = x.sub(g0).lanewise(LSHR, 31);
        IntVector c1 = x.sub(g1).lanewise(LSHR, 31);
        IntVector c2 = x.sub(g2).lanewise(LSHR, 31);
        int i = 0;
        for (; i <= whole - 4 * LENGTH; i += 4 * LENGTH) {
            x = bits(a, i);
            all = all.or(x);
            c0 = c0.add(x.sub(g0).lanewise(LSHR, 31));
            c1 = c1.add(x.sub(g1).lanewise(LSHR, 31));
            c2 = c2.add(x.sub(g2).lanewise(LSHR, 31));
            x = bits(a, i + LENGTH);
            all = all.or(x);
            c0 = c0.add(x.sub(g0).lanewise(LSHR, 31));
            c1 = c1.add(x.sub(g1).lanewise(LSHR, 31));
            c2 = c2.add(x.sub(g2).lanewise(LSHR, 31));
            x = bits(a, i + 2 * LENGTH);
            all = all.or(x);
            c0 = c0.add(x.sub(g0).lanewise(LSHR, 31));
            c1 = c1.add(x.sub(g1).lanewise(LSHR, 31));
            c2 = c2.add(x.sub(g2).lanewise(LSHR, 31));
            x = bits(a, i + 3 * LENGTH);
            all = all.or(x);
            c0 = c0.add(x.sub(g0).lanewise(LSHR, 31));
            c1 = c1.add(x.sub(g1).lanewise(LSHR, 31));
            c2 = c2.add(x.sub(g2).lanewise(LSHR, 31));
        }
        for (; i < whole; i += LENGTH) {
            x = bits(a, i);
            all = all.or(x);
            c0 = c0.add(x.sub(g0).lanewise(LSHR, 31));
            c1 = c1.add(x.sub(g1).lanewise(LSHR, 31));
            c2 = c2.add(x.sub(g2).lanewise(LSHR, 31));
        }
        c0.intoArray(lanes, 0);
        c1.intoArray(lanes, LENGTH);
        c2.intoArray(lanes, 2 * LENGTH);
        all.intoArray(lanes, 3 * LENGTH);
        addLanes();
    }

    /** In scalars: the JIT does not always make one instruction of a reduction. */
    private void addLanes() {
        int bits = 0;
        Arrays.fill(counts, 0);
        for (int i = 0; i < LENGTH; i++) {
            counts[0] += lanes[i];
            counts[1] += lanes[LENGTH + i];
            counts[2] += lanes[2 * LENGTH + i];
            bits |= lanes[3 * LENGTH + i];
        }
        negative = bits < 0;
    }
}
