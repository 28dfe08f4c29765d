// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.arrays.SequenceArrays;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's OutputLayer, of one row for each example, on the engine's loops and products, as
 * {@link FusedRnnOutputLayer}.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class FusedOutputLayer<A> extends OutputLayer implements InstalledOutput {

    private static final long serialVersionUID = 1L;

    private final transient FusedOutput<A> fused;

    /** Makes a layer without parameters; they are set as for any layer. */
    public FusedOutputLayer(NeuralNetConfiguration conf, OutputLoss loss, Numbers<A> numbers) {
        super(conf, numbers.type());
        this.fused = new FusedOutput<>(loss, numbers, this::layerId);
    }

    @Override
    public OutputLoss loss() {
        return fused.loss();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        if (!fused.activates() || !coversInput()) {
            return super.activate(training, workspaceMgr);
        }
        INDArray out = create(workspaceMgr, ArrayType.ACTIVATIONS, layerConf().getNOut());
        fused.activate(batch(), params, out);
        return out;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        if (!covers()) {
            forgetScore();
            return super.backpropGradient(epsilon, workspaceMgr);
        }
        INDArray down =
                create(workspaceMgr, ArrayType.ACTIVATION_GRAD, layerConf().getNIn());
        Pair<Gradient, INDArray> result = fused.backward(batch(), targets(), params, gradientViews, down);
        fused.scored(input, labels);
        return result;
    }

    @Override
    public double computeScore(double fullNetRegTerm, boolean training, LayerWorkspaceMgr workspaceMgr) {
        boolean scored = fused.hasScored(input, labels);
        if (!scored && !covers()) {
            return super.computeScore(fullNetRegTerm, training, workspaceMgr);
        }
        double sum = scored
                ? fused.takeLoss()
                : fused.losses(batch(), targets(), params).total();
        score = (conf().isMiniBatch() ? sum / getInputMiniBatchSize() : sum) + fullNetRegTerm;
        return score;
    }

    @Override
    public INDArray computeScoreForExamples(double fullNetRegTerm, LayerWorkspaceMgr workspaceMgr) {
        if (!covers()) {
            return super.computeScoreForExamples(fullNetRegTerm, workspaceMgr);
        }
        return workspaceMgr.leverageTo(
                ArrayType.ACTIVATIONS, fused.column(fused.losses(batch(), targets(), params), fullNetRegTerm));
    }

    private boolean covers() {
        return coversInput()
                && labels != null
                && labels.rank() == 2
                && labels.size(0) == input.size(0)
                && labels.size(1) == layerConf().getNOut();
    }

    private boolean coversInput() {
        if (input == null || input.rank() != 2 || input.size(1) != layerConf().getNIn()) {
            return false;
        }
        INDArray mask = maskArray;
        boolean ofRows = mask == null || (mask.rank() == 2 && mask.size(0) == input.size(0) && mask.size(1) == 1);
        if (!ofRows) {
            fused.warnings().kept(mask);
        }
        return ofRows;
    }

    private OutputBatch<A> batch() {
        return new OutputBatch<>(
                SequenceArrays.batch(input),
                1,
                SequenceArrays.rows(fused.numbers(), input.castTo(dataType)),
                maskArray);
    }

    private SequenceReader<A> targets() {
        return SequenceArrays.rows(fused.numbers(), labels.castTo(dataType));
    }

    private INDArray create(LayerWorkspaceMgr workspaces, ArrayType use, long size) {
        return workspaces.createUninitialized(use, dataType, new long[] {input.size(0), size}, 'c');
    }

    @Override
    public OptionalDouble summedLoss() {
        return fused.summedLoss();
    }

    @Override
    public void useThreads(int count) {
        fused.useThreads(count);
    }

    @Override
    public void forgetScore() {
        fused.forgetScore();
    }

    @Override
    public void setInput(INDArray in, LayerWorkspaceMgr workspaceMgr) {
        super.setInput(in, workspaceMgr);
        forgetScore();
    }

    @Override
    public void clear() {
        super.clear();
        forgetScore();
    }

    /** Frees the buffers; they come back if the layer is used again. */
    @Override
    public void close() {
        fused.close();
    }

    @Override
    public String toString() {
        return "FusedOutputLayer{" + loss() + ", " + layerId() + "}";
    }
}
