// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.SPECIES;

import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.StepGradient;
import jdk.incubator.vector.FloatVector;

/** The plain recurrent cell with tanh. */
final class SimpleRnnLoops implements CellLoops<float[]> {

    @Override
    public void forward(
            float[][] kept,
            float[][] recurrent,
            float[][] bias,
            float[] hBefore,
            float[] cBefore,
            float[] h,
            int length) {
        ActivationLoops.tanh(kept[0], bias[0], 0, length);
        System.arraycopy(kept[0], 0, h, 0, length);
    }

    private static FloatVector at(float[] a, int i) {
        return FloatVector.fromArray(SPECIES, a, i);
    }

    @Override
    public void backward(float[][] kept, float[] hBefore, float[] cBefore, StepGradient<float[]> g, int length) {
        float[] y = kept[0];
        float[] errors = g.dh;
        float[] dz = g.dz[0];
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector value = at(y, i);
            at(errors, i).mul(value.mul(value).neg().add(1f)).intoArray(dz, i);
        }
    }
}
