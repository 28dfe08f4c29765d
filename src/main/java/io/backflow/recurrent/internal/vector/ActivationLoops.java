// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import io.backflow.recurrent.internal.arithmetic.FloatTanh;
import jdk.incubator.vector.FloatVector;

/**
 * The functions of {@link FloatTanh} on vectors: the same operations in the same order, and so the same bits.
 *
 * <p>One function a loop, and no call in it but of vectors: past some thousand bytecodes the JIT inlines no more, and a
 * vector that is handed to a method is an object on the heap. Clamping by comparison leaves NaN as it is, and takes
 * half as long as minimum and maximum.
 */
final class ActivationLoops {

    private static final float CLAMP = FloatTanh.CLAMP;

    private ActivationLoops() {}

    /** {@code z = tanh(z + bias)}. */
    static void tanh(float[] z, float[] bias, int from, int to) {
        for (int i = from; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, z, i).add(FloatVector.fromArray(SPECIES, bias, i));
            x = x.blend(CLAMP, x.compare(GT, CLAMP));
            x = x.blend(-CLAMP, x.compare(LT, -CLAMP));
            FloatVector u = x.mul(x);
            FloatVector a = u.mul(FloatTanh.P3).add(FloatTanh.P2).mul(u);
            a = a.add(FloatTanh.P1).mul(u).add(FloatTanh.P0).mul(x);
            FloatVector q = u.mul(FloatTanh.Q3).add(FloatTanh.Q2).mul(u);
            q = q.add(FloatTanh.Q1).mul(u).add(1f);
            FloatVector aq = a.mul(q);
            FloatVector y = aq.add(aq).div(q.mul(q).add(a.mul(a)));
            y = y.blend(1f, y.compare(GT, 1f));
            y = y.blend(-1f, y.compare(LT, -1f));
            y.intoArray(z, i);
        }
    }

    /** {@code squashed = tanh(z)}, and {@code out = squashed by}. */
    static void tanhTimes(float[] z, float[] squashed, float[] by, float[] out, int from, int to) {
        for (int i = from; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, z, i);
            x = x.blend(CLAMP, x.compare(GT, CLAMP));
            x = x.blend(-CLAMP, x.compare(LT, -CLAMP));
            FloatVector u = x.mul(x);
            FloatVector a = u.mul(FloatTanh.P3).add(FloatTanh.P2).mul(u);
            a = a.add(FloatTanh.P1).mul(u).add(FloatTanh.P0).mul(x);
            FloatVector q = u.mul(FloatTanh.Q3).add(FloatTanh.Q2).mul(u);
            q = q.add(FloatTanh.Q1).mul(u).add(1f);
            FloatVector aq = a.mul(q);
            FloatVector y = aq.add(aq).div(q.mul(q).add(a.mul(a)));
            y = y.blend(1f, y.compare(GT, 1f));
            y = y.blend(-1f, y.compare(LT, -1f));
            y.intoArray(squashed, i);
            y.mul(FloatVector.fromArray(SPECIES, by, i)).intoArray(out, i);
        }
    }

    /** {@code z = 1 / (1 + exp(-(z + bias)))}. */
    static void sigmoid(float[] z, float[] bias, int from, int to) {
        for (int i = from; i < to; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, z, i)
                    .add(FloatVector.fromArray(SPECIES, bias, i))
                    .mul(0.5f);
            x = x.blend(CLAMP, x.compare(GT, CLAMP));
            x = x.blend(-CLAMP, x.compare(LT, -CLAMP));
            FloatVector u = x.mul(x);
            FloatVector a = u.mul(FloatTanh.P3).add(FloatTanh.P2).mul(u);
            a = a.add(FloatTanh.P1).mul(u).add(FloatTanh.P0).mul(x);
            FloatVector q = u.mul(FloatTanh.Q3).add(FloatTanh.Q2).mul(u);
            q = q.add(FloatTanh.Q1).mul(u).add(1f);
            FloatVector y = a.mul(q).div(q.mul(q).add(a.mul(a))).add(0.5f);
            y = y.blend(1f, y.compare(GT, 1f));
            y = y.blend(0f, y.compare(LT, 0f));
            y.intoArray(z, i);
        }
    }
}
