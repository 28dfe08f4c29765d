// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.arrays.SequenceArrays;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's RnnOutputLayer on the engine's loops and products: same scores, same gradients, but that a label
 * mask weighs the loss.
 *
 * <p>The backward pass yields the score as well, which is handed out once when the network asks for it right after.
 * Whatever a call brings that the fast way does not cover goes to Deeplearning4j's own code.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class FusedRnnOutputLayer<A> extends RnnOutputLayer implements InstalledOutput {

    private static final long serialVersionUID = 1L;

    private final transient FusedOutput<A> fused;

    private transient @Nullable INDArray featureMask;

    /** Makes a layer without parameters; they are set as for any layer. */
    public FusedRnnOutputLayer(NeuralNetConfiguration conf, OutputLoss loss, Numbers<A> numbers) {
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
        if (maskArray == null && featureMask != null) {
            fused.warnings().unmasked(featureMask);
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
        return covers()
                ? fused.column(fused.losses(batch(), targets(), params), fullNetRegTerm)
                : super.computeScoreForExamples(fullNetRegTerm, workspaceMgr);
    }

    private boolean covers() {
        if (labels == null || labels.rank() != 3 || !coversInput()) {
            return false;
        }
        return labels.size(timeAxis()) == input.size(timeAxis())
                && labels.size(0) == input.size(0)
                && SequenceArrays.size(labels, format()) == layerConf().getNOut();
    }

    private boolean coversInput() {
        if (input == null
                || input.rank() != 3
                || SequenceArrays.size(input, format()) != layerConf().getNIn()) {
            return false;
        }
        INDArray mask = maskArray;
        boolean ofSteps = mask == null || mask.length() == input.size(0) * input.size(timeAxis());
        if (!ofSteps) {
            fused.warnings().kept(mask);
        }
        return ofSteps;
    }

    private int timeAxis() {
        return format() == RNNFormat.NWC ? 1 : 2;
    }

    /** Deeplearning4j reads a missing format as NWC here. */
    private RNNFormat format() {
        return layerConf().getRnnDataFormat() == RNNFormat.NCW ? RNNFormat.NCW : RNNFormat.NWC;
    }

    private OutputBatch<A> batch() {
        RNNFormat format = format();
        return new OutputBatch<>(
                SequenceArrays.batch(input),
                SequenceArrays.steps(input, format),
                SequenceArrays.reader(fused.numbers(), input.castTo(dataType), format),
                maskArray);
    }

    private SequenceReader<A> targets() {
        return SequenceArrays.reader(fused.numbers(), labels.castTo(dataType), format());
    }

    private INDArray create(LayerWorkspaceMgr workspaces, ArrayType use, long size) {
        RNNFormat format = format();
        return SequenceArrays.create(
                workspaces,
                use,
                fused.numbers(),
                format,
                SequenceArrays.steps(input, format),
                SequenceArrays.batch(input),
                Math.toIntExact(size));
    }

    /** Remembers the mask of the features, wherever it comes from, to say so if the labels have none. */
    @Override
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArray(
            @Nullable INDArray mask, @Nullable MaskState state, int minibatchSize) {
        featureMask = mask;
        return super.feedForwardMaskArray(mask, state, minibatchSize);
    }

    @Override
    public void setMaskArray(@Nullable INDArray mask) {
        super.setMaskArray(mask);
        featureMask = mask == null ? null : featureMask;
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
        featureMask = null;
        forgetScore();
    }

    /** Frees the buffers; they come back if the layer is used again. */
    @Override
    public void close() {
        fused.close();
    }

    @Override
    public String toString() {
        return "FusedRnnOutputLayer{" + loss() + ", " + layerId() + "}";
    }
}
