// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.attention;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's own attention layer, with a backward pass that is not too long by a factor.
 *
 * <p>The way forward is Deeplearning4j's, and the way back too: it is linear in the error from above, so that dividing
 * that divides all that comes of it.
 */
public final class MendedAttentionLayer extends SameDiffLayer {

    private static final long serialVersionUID = 1L;

    private final int factor;

    /** Makes a layer without parameters; they are set as for any layer. */
    public MendedAttentionLayer(NeuralNetConfiguration conf, DataType type, int factor) {
        super(conf, type);
        this.factor = factor;
    }

    /** Returns what the error from above is divided by. */
    public int factor() {
        return factor;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        INDArray shorter = workspaceMgr.dup(ArrayType.BP_WORKING_MEM, epsilon).divi(factor);
        return super.backpropGradient(shorter, workspaceMgr);
    }
}
