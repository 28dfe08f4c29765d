// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.TwoDirections;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.cell.Cell;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.params.GravesBidirectionalLSTMParamInitializer;
import org.deeplearning4j.nn.params.GravesLSTMParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Two layers on the engine, one of which reads backwards, in the place of Deeplearning4j's GravesBidirectionalLSTM,
 * whose output is their sum.
 *
 * <p>Its parameters are those of the one direction and then those of the other, each as GravesLSTM has them.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
@SuppressWarnings("deprecation") // saved models may still have it
final class TwoWayPeepholeLayer<A> extends BaseRecurrentLayer<GravesBidirectionalLSTM> implements TwoDirections {

    private static final long serialVersionUID = 1L;

    private final transient FusedRecurrentLayer<A> forward;
    private final transient FusedRecurrentLayer<A> backward;

    /** Makes a layer without parameters; they are set as for any layer. */
    TwoWayPeepholeLayer(NeuralNetConfiguration conf, Cell cell, Numbers<A> numbers) {
        super(conf, numbers.type());
        forward = direction(conf, cell, numbers);
        backward = direction(conf, cell, numbers);
    }

    /** Deeplearning4j's layer ignores dropout, and so does a direction, whose configuration has none. */
    private static <A> FusedRecurrentLayer<A> direction(
            NeuralNetConfiguration conf, Cell cell, Numbers<A> numbers) {
        GravesBidirectionalLSTM both = (GravesBidirectionalLSTM) conf.getLayer();
        GravesLSTM one = new GravesLSTM.Builder()
                .nIn(both.getNIn())
                .nOut(both.getNOut())
                .activation(both.getActivationFn())
                .gateActivationFunction(both.getGateActivationFn())
                .build();
        one.setRnnDataFormat(both.getRnnDataFormat());
        NeuralNetConfiguration own = conf.clone();
        own.setLayer(one);
        return new FusedRecurrentLayer<>(own, cell, numbers);
    }

    @Override
    public Layer forward() {
        return forward;
    }

    @Override
    public Layer backward() {
        return backward;
    }

    @Override
    public Type type() {
        return Type.RECURRENT;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void setParamsViewArray(INDArray view) {
        super.setParamsViewArray(view);
        setParameters(forward, half(view, 0));
        setParameters(backward, half(view, 1));
    }

    private static void setParameters(FusedRecurrentLayer<?> direction, INDArray view) {
        direction.setParamsViewArray(view);
        direction.setParamTable(GravesLSTMParamInitializer.getInstance().init(direction.conf(), view, false));
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray view) {
        super.setBackpropGradientsViewArray(view);
        forward.setBackpropGradientsViewArray(half(view, 0));
        backward.setBackpropGradientsViewArray(half(view, 1));
    }

    private static INDArray half(INDArray view, int which) {
        long length = view.length() / 2;
        return view.reshape(view.length()).get(NDArrayIndex.interval(which * length, (which + 1) * length));
    }

    @Override
    public void setIndex(int index) {
        super.setIndex(index);
        forward.setIndex(index);
        backward.setIndex(index);
    }

    @Override
    public void setIterationCount(int count) {
        super.setIterationCount(count);
        forward.setIterationCount(count);
        backward.setIterationCount(count);
    }

    @Override
    public void setEpochCount(int count) {
        super.setEpochCount(count);
        forward.setEpochCount(count);
        backward.setEpochCount(count);
    }

    @Override
    public void setInput(INDArray in, LayerWorkspaceMgr workspaceMgr) {
        super.setInput(in, workspaceMgr);
        forward.setInput(input, workspaceMgr);
        backward.setInput(reversedInput(), workspaceMgr);
    }

    /** Returns a copy of the input whose last step comes first, in the same workspace, as the way back needs it too. */
    @SuppressWarnings("try") // the scopes are left, not used
    private INDArray reversedInput() {
        boolean outside = !input.isAttached();
        try (MemoryWorkspace scope = outside
                ? Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()
                : input.data().getParentWorkspace().notifyScopeBorrowed()) {
            return getDataFormat() == RNNFormat.NWC
                    ? TimeSeriesUtils.reverseTimeSeries(input.permute(0, 2, 1)).permute(0, 2, 1)
                    : TimeSeriesUtils.reverseTimeSeries(input);
        }
    }

    @Override
    public void setMaskArray(@Nullable INDArray mask) {
        super.setMaskArray(mask);
        forward.setMaskArray(mask);
        backward.setMaskArray(reversedMask(mask));
    }

    @SuppressWarnings("try") // the scope is left, not used
    private static @Nullable INDArray reversedMask(@Nullable INDArray mask) {
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            return mask == null ? null : TimeSeriesUtils.reverseTimeSeriesMask(mask);
        }
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(
            @Nullable INDArray mask, @Nullable MaskState currentMaskState, int minibatchSize) {
        setMaskArray(mask);
        return new Pair<>(mask, MaskState.Active);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        INDArray sum = forward.activate(training, workspaceMgr);
        return sum.addi(reversed(backward.activate(training, workspaceMgr), workspaceMgr, ArrayType.FF_WORKING_MEM));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        INDArray fromAbove = reversed(epsilon, workspaceMgr, ArrayType.BP_WORKING_MEM);
        INDArray sum = forward.backpropGradient(epsilon, workspaceMgr).getSecond();
        INDArray other = backward.backpropGradient(fromAbove, workspaceMgr).getSecond();
        sum.addi(reversed(other, workspaceMgr, ArrayType.BP_WORKING_MEM));
        Gradient gradient = new DefaultGradient(gradientsFlattened);
        for (String key : GravesBidirectionalLSTMParamInitializer.getInstance().paramKeys(layerConf())) {
            gradient.gradientForVariable().put(key, gradientViews.get(key));
        }
        return new Pair<>(gradient, sum);
    }

    /** Returns a copy whose last step comes first. */
    private INDArray reversed(INDArray sequences, LayerWorkspaceMgr workspaces, ArrayType type) {
        if (getDataFormat() != RNNFormat.NWC) {
            return TimeSeriesUtils.reverseTimeSeries(sequences, workspaces, type);
        }
        return TimeSeriesUtils.reverseTimeSeries(sequences.permute(0, 2, 1), workspaces, type).permute(0, 2, 1);
    }

    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
        throw needsWholeSequences();
    }

    @Override
    public INDArray rnnTimeStep(INDArray in, LayerWorkspaceMgr workspaceMgr) {
        throw needsWholeSequences();
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray in, boolean training, boolean storeLastForTBPTT, LayerWorkspaceMgr workspaceMgr) {
        throw needsWholeSequences();
    }

    private UnsupportedOperationException needsWholeSequences() {
        return new UnsupportedOperationException("A layer of two directions needs whole sequences, and takes neither"
                + " single steps nor segments of truncated BPTT " + layerId());
    }

    @Override
    public void clear() {
        super.clear();
        forward.clear();
        backward.clear();
    }

    /** Frees the buffers; they come back if the layer is used again. */
    @Override
    public void close() {
        forward.close();
        backward.close();
    }
}
