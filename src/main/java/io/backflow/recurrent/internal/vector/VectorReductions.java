// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;

import io.backflow.recurrent.internal.arithmetic.Ranks;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums over {@code float[]} in the lanes of a few vectors, which are emptied into doubles after {@value #PIECE}
 * elements for each lane; relative error about 2e-6 at worst.
 */
final class VectorReductions implements Reductions<float[]> {

    /** So many sums are made at a time, because each addition waits for the one before. */
    private static final int SIDE_BY_SIDE = 4;

    /** How many elements a lane takes before it is emptied, {@link #SIDE_BY_SIDE} sums together. */
    private static final int PIECE = 128;

    /** Where squares in float are safe: their sum is neither made of denormals nor near the largest float. */
    private static final double SMALLEST_SAFE = 1e-20;

    private static final double LARGEST_SAFE = 1e30;

    private final float[] lanes = new float[LENGTH];

    @Override
    public double norm(float[] a, int offset, int length) {
        double fast = 0;
        int whole = offset + SPECIES.loopBound(length);
        for (int from = offset; from < whole; from += PIECE * LENGTH) {
            fast += squares(a, from, Math.min(whole, from + PIECE * LENGTH));
        }
        for (int i = whole; i < offset + length; i++) {
            fast += (double) a[i] * a[i];
        }
        // A gradient that has vanished to 1e-30 has no square in float.
        return fast > SMALLEST_SAFE && fast < LARGEST_SAFE ? Math.sqrt(fast) : exact(a, offset, length);
    }

    private static double exact(float[] a, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += (double) a[i] * a[i];
        }
        return Math.sqrt(sum);
    }

    private double squares(float[] a, int from, int to) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = from;
        for (; i <= to - SIDE_BY_SIDE * LENGTH; i += SIDE_BY_SIDE * LENGTH) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, a, i);
            FloatVector x1 = FloatVector.fromArray(SPECIES, a, i + LENGTH);
            FloatVector x2 = FloatVector.fromArray(SPECIES, a, i + 2 * LENGTH);
            FloatVector x3 = FloatVector.fromArray(SPECIES, a, i + 3 * LENGTH);
            s0 = x0.fma(x0, s0);
            s1 = x1.fma(x1, s1);
            s2 = x2.fma(x2, s2);
            s3 = x3.fma(x3, s3);
        }
        for (; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, i);
            s0 = x.fma(x, s0);
        }
        s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
        return ofLanes();
    }

    @Override
    public double sum(float[] a, int length) {
        double total = 0;
        int whole = SPECIES.loopBound(length);
        for (int from = 0; from < whole; from += PIECE * LENGTH) {
            total += sum(a, from, Math.min(whole, from + PIECE * LENGTH));
        }
        for (int i = whole; i < length; i++) {
            total += a[i];
        }
        return total;
    }

    private double sum(float[] a, int from, int to) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = from;
        for (; i <= to - SIDE_BY_SIDE * LENGTH; i += SIDE_BY_SIDE * LENGTH) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, a, i));
            s1 = s1.add(FloatVector.fromArray(SPECIES, a, i + LENGTH));
            s2 = s2.add(FloatVector.fromArray(SPECIES, a, i + 2 * LENGTH));
            s3 = s3.add(FloatVector.fromArray(SPECIES, a, i + 3 * LENGTH));
        }
        for (; i < to; i += LENGTH) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, a, i));
        }
        s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
        return ofLanes();
    }

    @Override
    public int countOutside(float[] a, double lower, double upper, int length) {
        float low = (float) lower;
        float high = (float) upper;
        if (Float.isInfinite(low) && Float.isInfinite(high)) {
            return 0;
        }
        int whole = SPECIES.loopBound(length);
        int inside = countInside(a, low, high, whole);
        for (int i = whole; i < length; i++) {
            inside += a[i] > low && a[i] < high ? 1 : 0;
        }
        return length - inside;
    }

    private int countInside(float[] a, float low, float high, int to) {
        FloatVector none = FloatVector.zero(SPECIES);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector count = FloatVector.zero(SPECIES);
        for (int i = 0; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, i);
            VectorMask<Float> inside = x.compare(VectorOperators.GT, low).and(x.compare(VectorOperators.LT, high));
            count = count.add(none.blend(one, inside));
        }
        count.intoArray(lanes, 0);
        return (int) ofLanes();
    }

    @Override
    public int countLarge(float[] a, double bound, int length) {
        float least = (float) bound < bound ? Math.nextUp((float) bound) : (float) bound;
        int whole = SPECIES.loopBound(length);
        int count = countLarge(a, least, whole);
        for (int i = whole; i < length; i++) {
            count += Math.abs(a[i]) >= least ? 1 : 0;
        }
        return count;
    }

    private int countLarge(float[] a, float least, int to) {
        FloatVector none = FloatVector.zero(SPECIES);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector count = FloatVector.zero(SPECIES);
        for (int i = 0; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, i).abs();
            count = count.add(none.blend(one, x.compare(VectorOperators.GE, least)));
        }
        count.intoArray(lanes, 0);
        return (int) ofLanes();
    }

    @Override
    public Ranks<float[]> ranks() {
        return new RankLoops();
    }

    private double ofLanes() {
        double total = 0;
        for (float lane : lanes) {
            total += lane;
        }
        return total;
    }
}
