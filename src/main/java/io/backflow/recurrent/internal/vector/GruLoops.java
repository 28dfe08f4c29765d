// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;

import io.backflow.model.internal.GruGates;
import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.StepGradient;
import jdk.incubator.vector.FloatVector;

/** The GRU with tanh and logistic gates. */
final class GruLoops implements CellLoops<float[]> {

    /** How many elements go through all loops at a time, so that they stay in the fastest cache. */
    private static final int PIECE = 512;

    private static final int RECURRENT_CANDIDATE = 3;

    @Override
    public void forward(
            float[][] kept,
            float[][] recurrent,
            float[][] bias,
            float[] hBefore,
            float[] cBefore,
            float[] h,
            int length) {
        for (int from = 0; from < length; from += PIECE) {
            int to = Math.min(length, from + PIECE);
            add(kept[GruGates.RESET], recurrent[GruGates.RESET], from, to);
            add(kept[GruGates.UPDATE], recurrent[GruGates.UPDATE], from, to);
            ActivationLoops.sigmoid(kept[GruGates.RESET], bias[GruGates.RESET], from, to);
            ActivationLoops.sigmoid(kept[GruGates.UPDATE], bias[GruGates.UPDATE], from, to);
            addReset(kept, recurrent[GruGates.CANDIDATE], bias[RECURRENT_CANDIDATE], from, to);
            ActivationLoops.tanh(kept[GruGates.CANDIDATE], bias[GruGates.CANDIDATE], from, to);
            blend(kept[GruGates.UPDATE], kept[GruGates.CANDIDATE], hBefore, h, from, to);
        }
    }

    private static void add(float[] z, float[] recurrent, int from, int to) {
        for (int i = from; i < to; i += LENGTH) {
            at(z, i).add(at(recurrent, i)).intoArray(z, i);
        }
    }

    private static void addReset(float[][] kept, float[] product, float[] bias, int from, int to) {
        float[] reset = kept[GruGates.RESET];
        float[] candidate = kept[GruGates.CANDIDATE];
        float[] biased = kept[RECURRENT_CANDIDATE];
        for (int i = from; i < to; i += LENGTH) {
            FloatVector b = at(product, i).add(at(bias, i));
            b.intoArray(biased, i);
            at(candidate, i).add(at(reset, i).mul(b)).intoArray(candidate, i);
        }
    }

    private static void blend(float[] update, float[] candidate, float[] hBefore, float[] h, int from, int to) {
        for (int i = from; i < to; i += LENGTH) {
            FloatVector u = at(update, i);
            u.neg().add(1f).mul(at(candidate, i)).add(u.mul(at(hBefore, i))).intoArray(h, i);
        }
    }

    private static FloatVector at(float[] a, int i) {
        return FloatVector.fromArray(SPECIES, a, i);
    }

    @Override
    public void backward(float[][] kept, float[] hBefore, float[] cBefore, StepGradient<float[]> g, int length) {
        float[] update = kept[GruGates.UPDATE];
        float[] candidate = kept[GruGates.CANDIDATE];
        float[] direct = g.dhDirect;
        float[] errors = g.dh;
        float[] dzUpdate = g.dz[GruGates.UPDATE];
        float[] dzCandidate = g.dz[GruGates.CANDIDATE];
        float[] recurrentUpdate = g.dzRecurrent[GruGates.UPDATE];
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector dh = at(errors, i);
            FloatVector u = at(update, i);
            FloatVector a = at(candidate, i);
            dh.mul(u).intoArray(direct, i);
            FloatVector da = dh.mul(u.neg().add(1f)).mul(a.mul(a).neg().add(1f));
            da.intoArray(dzCandidate, i);
            FloatVector du = dh.mul(at(hBefore, i).sub(a)).mul(u.mul(u.neg().add(1f)));
            du.intoArray(dzUpdate, i);
            du.intoArray(recurrentUpdate, i);
        }
        reset(kept[GruGates.RESET], kept[RECURRENT_CANDIDATE], g, length);
    }

    private static void reset(float[] reset, float[] biased, StepGradient<float[]> g, int length) {
        float[] dzReset = g.dz[GruGates.RESET];
        float[] dzCandidate = g.dz[GruGates.CANDIDATE];
        float[] recurrentReset = g.dzRecurrent[GruGates.RESET];
        float[] recurrentCandidate = g.dzRecurrent[GruGates.CANDIDATE];
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector da = at(dzCandidate, i);
            FloatVector r = at(reset, i);
            FloatVector dr = da.mul(at(biased, i)).mul(r.mul(r.neg().add(1f)));
            dr.intoArray(dzReset, i);
            dr.intoArray(recurrentReset, i);
            da.mul(r).intoArray(recurrentCandidate, i);
        }
    }
}
