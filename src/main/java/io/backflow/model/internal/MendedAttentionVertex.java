// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's own attention vertex, with a backward pass that is not too long by a factor.
 *
 * <p>The way back is linear in the error from above, so that dividing that divides all that comes of it.
 */
@SuppressWarnings("overrides") // of Deeplearning4j's own, setInputs(INDArray[]) implements setInputs(INDArray...)
public final class MendedAttentionVertex extends SameDiffGraphVertex {

    private final int factor;

    private MendedAttentionVertex(SameDiffGraphVertex before, int factor) {
        super(
                (SameDiffVertex) before.getConfig(),
                before.getGraph(),
                before.getVertexName(),
                before.getVertexIndex(),
                before.params(),
                false,
                before.getDataType());
        this.factor = factor;
    }

    /** Returns a vertex in the place of another, on the same parameters; its gradient view is still to be set. */
    public static SameDiffGraphVertex instead(SameDiffGraphVertex before, int factor) {
        return placed(before, new MendedAttentionVertex(before, factor));
    }

    /** Returns Deeplearning4j's own vertex in the place of this one. */
    public SameDiffGraphVertex plain() {
        return placed(
                this,
                new SameDiffGraphVertex(
                        (SameDiffVertex) getConfig(),
                        getGraph(),
                        getVertexName(),
                        getVertexIndex(),
                        params(),
                        false,
                        getDataType()));
    }

    /** Returns Deeplearning4j's vertex of no graph. */
    public static SameDiffGraphVertex alone(SameDiffVertex configuration, @Nullable INDArray parameters) {
        return new SameDiffGraphVertex(configuration, null, "alone", 0, parameters, false, DataType.DOUBLE);
    }

    private static SameDiffGraphVertex placed(SameDiffGraphVertex before, SameDiffGraphVertex after) {
        after.setInputVertices(before.getInputVertices());
        after.setOutputVertices(before.getOutputVertices());
        after.setOutputVertex(before.isOutputVertex());
        return after;
    }

    /** Returns what the error from above is divided by. */
    public int factor() {
        return factor;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
        INDArray fromAbove = getEpsilon();
        setEpsilon(workspaceMgr.dup(ArrayType.BP_WORKING_MEM, fromAbove).divi(factor));
        try {
            return super.doBackward(tbptt, workspaceMgr);
        } finally {
            setEpsilon(fromAbove);
        }
    }
}
