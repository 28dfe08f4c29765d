// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;

import io.backflow.model.internal.LstmGates;
import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.StepGradient;
import jdk.incubator.vector.FloatVector;

/** The LSTM with tanh and logistic gates. */
final class LstmLoops implements CellLoops<float[]> {

    /** How many elements go through all loops at a time, so that they stay in the fastest cache. */
    private static final int PIECE = 512;

    private static final int C = 4;
    private static final int SQUASHED_C = 5;

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
            ActivationLoops.tanh(kept[LstmGates.CANDIDATE], bias[LstmGates.CANDIDATE], from, to);
            ActivationLoops.sigmoid(kept[LstmGates.FORGET], bias[LstmGates.FORGET], from, to);
            ActivationLoops.sigmoid(kept[LstmGates.OUTPUT], bias[LstmGates.OUTPUT], from, to);
            ActivationLoops.sigmoid(kept[LstmGates.INPUT], bias[LstmGates.INPUT], from, to);
            remember(kept, cBefore, from, to);
            ActivationLoops.tanhTimes(kept[C], kept[SQUASHED_C], kept[LstmGates.OUTPUT], h, from, to);
        }
    }

    private static void remember(float[][] kept, float[] cBefore, int from, int to) {
        float[] candidate = kept[LstmGates.CANDIDATE];
        float[] input = kept[LstmGates.INPUT];
        float[] forget = kept[LstmGates.FORGET];
        float[] c = kept[C];
        for (int i = from; i < to; i += LENGTH) {
            FloatVector old = at(forget, i).mul(at(cBefore, i));
            old.add(at(input, i).mul(at(candidate, i))).intoArray(c, i);
        }
    }

    private static FloatVector at(float[] a, int i) {
        return FloatVector.fromArray(SPECIES, a, i);
    }

    @Override
    public void backward(float[][] kept, float[] hBefore, float[] cBefore, StepGradient<float[]> g, int length) {
        float[] forget = kept[LstmGates.FORGET];
        float[] output = kept[LstmGates.OUTPUT];
        float[] squashed = kept[SQUASHED_C];
        float[] dzForget = g.dz[LstmGates.FORGET];
        float[] dzOutput = g.dz[LstmGates.OUTPUT];
        float[] errors = g.dh;
        float[] ofC = g.dc;
        float[] carried = g.dcCarried;
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector dh = at(errors, i);
            FloatVector s = at(squashed, i);
            FloatVector o = at(output, i);
            dh.mul(s).mul(o.mul(o.neg().add(1f))).intoArray(dzOutput, i);
            FloatVector dc = dh.mul(o).mul(s.mul(s).neg().add(1f)).add(at(carried, i));
            dc.intoArray(ofC, i);
            FloatVector f = at(forget, i);
            dc.mul(f).intoArray(carried, i);
            dc.mul(at(cBefore, i)).mul(f.mul(f.neg().add(1f))).intoArray(dzForget, i);
        }
        input(kept[LstmGates.INPUT], kept[LstmGates.CANDIDATE], g, length);
    }

    private static void input(float[] input, float[] candidate, StepGradient<float[]> g, int length) {
        float[] dzCandidate = g.dz[LstmGates.CANDIDATE];
        float[] dzInput = g.dz[LstmGates.INPUT];
        float[] ofC = g.dc;
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector dc = at(ofC, i);
            FloatVector in = at(input, i);
            FloatVector a = at(candidate, i);
            dc.mul(in).mul(a.mul(a).neg().add(1f)).intoArray(dzCandidate, i);
            dc.mul(a).mul(in.mul(in.neg().add(1f))).intoArray(dzInput, i);
        }
    }
}
