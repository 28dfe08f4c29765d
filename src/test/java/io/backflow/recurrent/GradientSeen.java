// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lets everything pass, and takes down the size of the gradient that comes back. */
final class GradientSeen implements InputPreProcessor {
    private static final long serialVersionUID = 1L;
    private double last = -1;

    /** Returns the norm of the last gradient; -1 if none has come. */
    double size() {
        return last;
    }

    @Override
    public INDArray preProcess(INDArray input, int miniBatch, LayerWorkspaceMgr workspaces) {
        return workspaces.dup(ArrayType.ACTIVATIONS, input);
    }

    @Override
    public INDArray backprop(INDArray output, int miniBatch, LayerWorkspaceMgr workspaces) {
        last = output.norm2Number().doubleValue();
        return workspaces.dup(ArrayType.ACTIVATION_GRAD, output);
    }

    @Override
    public InputPreProcessor clone() {
        return this;
    }

    @Override
    public InputType getOutputType(InputType input) {
        return input;
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(@Nullable INDArray mask, MaskState state, int miniBatch) {
        return new Pair<>(mask, state);
    }
}
