// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.gradient.internal.ExampleNorms;
import io.backflow.gradient.internal.NonFiniteSteps;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.arrays.SequenceArrays;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.kernel.CellState;
import io.backflow.recurrent.internal.kernel.RecurrentEngine;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import io.backflow.recurrent.internal.kernel.StepHooks;
import io.backflow.recurrent.internal.kernel.StepMask;
import io.backflow.recurrent.internal.kernel.Weights;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A recurrent layer on the {@link RecurrentEngine}, in the place of Deeplearning4j's LSTM, GravesLSTM or SimpleRnn, or
 * as GRU.
 *
 * <p>Unlike those it runs forward once an iteration: the backward pass uses what the forward pass kept, as long as
 * input, mask and parameters are still the same. The state that truncated BPTT carries over enters the backward pass,
 * the backward length is honoured, and masks hold the state.
 *
 * <p>Our buffers live outside all workspaces; the arrays that are handed on come from the workspace manager.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class FusedRecurrentLayer<A>
        extends BaseRecurrentLayer<org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer> implements NonFiniteSteps, ExampleNorms {

    private static final long serialVersionUID = 1L;

    private final transient Cell cell;
    private final transient int units;
    private final transient Numbers<A> numbers;
    private final transient RecurrentEngine<A> engine;
    private final transient KeptWeights<A> keptWeights;
    private final transient RecurrentStates<A> states;
    private transient IntSupplier backwardLength = () -> Integer.MAX_VALUE;

    private final transient Masks masks = new Masks();
    private final transient LayerHooks<A> hooks;
    private transient @Nullable Replay replay;
    private transient boolean graphInput;

    private transient @Nullable Forward<A> forward;

    /** What the engine's buffers hold: a forward pass over this input, from this state. */
    private record Forward<A>(
            INDArray input,
            @Nullable INDArray mask,
            @Nullable CellState<A> start,
            boolean kept,
            boolean stateful) {}

    /** Makes a layer without parameters; they are set as for any layer. */
    public FusedRecurrentLayer(NeuralNetConfiguration conf, Cell cell, Numbers<A> numbers) {
        super(conf, numbers.type());
        this.cell = cell;
        this.numbers = numbers;
        int inputs = Math.toIntExact(layerConf().getNIn());
        units = Math.toIntExact(layerConf().getNOut());
        this.engine =
                new RecurrentEngine<>(cell, inputs, units, numbers.arithmetic(), numbers.product(), numbers.panels());
        this.keptWeights = new KeptWeights<>(numbers.arithmetic());
        this.states = new RecurrentStates<>(cell, units, numbers);
        this.hooks = new LayerHooks<>(cell, numbers.arithmetic());
    }

    /**
     * Sets where the layer asks for the backward length of truncated BPTT, which Deeplearning4j knows but does not pass
     * on.
     *
     * @param backwardLength how many of a segment's last steps take part in the backward pass
     */
    public void limitBackward(IntSupplier backwardLength) {
        this.backwardLength = backwardLength;
    }

    /** Sets in how many threads a pass may run. */
    void useThreads(int threads) {
        engine.useThreads(threads);
    }

    /** Says that all that the layer reads is what a graph is fed with. */
    void readsGraphInput() {
        graphInput = true;
    }

    /** Returns what takes part in the backward passes. */
    LayerHooks<A> hooks() {
        return hooks;
    }

    /** Makes the next backward passes replays, which leave gradients and observers alone; ends that with null. */
    void replay(@Nullable Replay how) {
        replay = how;
    }

    /** Returns the latest step at which the last backward pass met a NaN or infinite error; scans only when asked. */
    @Override
    public OptionalInt lastNonFiniteStep() {
        return engine.lastNonFiniteStep();
    }

    /** Returns how much each example added to the layer's gradient; computed only when asked. */
    @Override
    public double[] exampleNorms() {
        return engine.exampleSizes();
    }

    /**
     * Returns the earliest step after which the last forward pass, if a backward one followed, holds a state that is
     * not finite.
     */
    OptionalInt firstNonFiniteState() {
        return engine.firstNonFiniteState();
    }

    /** Returns whether what went into a step of the last forward pass is finite. */
    boolean enteredFinite(int step) {
        return engine.enteredFinite(step);
    }

    /** Returns the cell. */
    public Cell cell() {
        return cell;
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
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        return activate(null, training, false, workspaceMgr);
    }

    @Override
    public INDArray rnnTimeStep(INDArray in, LayerWorkspaceMgr workspaceMgr) {
        setInput(in, workspaceMgr);
        INDArray out = activate(states.read(stateMap, SequenceArrays.batch(in)), false, true, workspaceMgr);
        states.write(engine.end(), SequenceArrays.batch(in), stateMap);
        return out;
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray in, boolean training, boolean storeLastForTBPTT, LayerWorkspaceMgr workspaceMgr) {
        setInput(in, workspaceMgr);
        INDArray out = activate(states.read(tBpttStateMap, SequenceArrays.batch(in)), training, true, workspaceMgr);
        if (storeLastForTBPTT) {
            states.write(engine.end(), SequenceArrays.batch(in), tBpttStateMap);
        }
        return out;
    }

    private INDArray activate(
            @Nullable CellState<A> start, boolean training, boolean stateful, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        SequenceArrays.check(input, format(), layerConf().getNIn(), layerId());
        applyDropOutIfNecessary(training, workspaces);
        runForward(start, training, stateful);
        RNNFormat format = format();
        INDArray out = SequenceArrays.create(
                workspaces,
                ArrayType.ACTIVATIONS,
                numbers,
                format,
                SequenceArrays.steps(input, format),
                SequenceArrays.batch(input),
                units);
        engine.outputs(numbers.view(out));
        return out;
    }

    private void runForward(@Nullable CellState<A> start, boolean keep, boolean stateful) {
        forward = null;
        RNNFormat format = format();
        INDArray in = input.castTo(dataType);
        LayerParameters<A> parameters = LayerParameters.of(params, cell, numbers);
        List<Memory<A>> weights = parameters.memories();
        engine.forward(
                SequenceArrays.batch(in),
                SequenceArrays.steps(in, format),
                SequenceArrays.reader(numbers, in, format),
                new Weights<>(weights.get(0), weights.get(1)),
                parameters.biases(cell, units),
                start,
                masked(in, format),
                keep);
        if (keep) {
            keptWeights.keep(weights);
        }
        forward = new Forward<>(input, maskArray, start, keep, stateful);
    }

    private RNNFormat format() {
        RNNFormat format = getDataFormat();
        return format == null ? RNNFormat.NCW : format;
    }

    private @Nullable StepMask masked(INDArray in, RNNFormat format) {
        INDArray mask = maskArray;
        return mask == null
                ? null
                : masks.masked(mask, SequenceArrays.batch(in), SequenceArrays.steps(in, format), layerId());
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        Forward<A> last = forward;
        boolean truncated = last != null && last.stateful();
        return backward(epsilon, truncated ? backwardLength.getAsInt() : Integer.MAX_VALUE, workspaceMgr);
    }

    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
        return backward(epsilon, tbpttBackLength > 0 ? tbpttBackLength : Integer.MAX_VALUE, workspaceMgr);
    }

    private Pair<Gradient, INDArray> backward(INDArray epsilon, int length, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        LayerParameters<A> parameters = LayerParameters.of(params, cell, numbers);
        List<Memory<A>> memories = parameters.memories();
        Weights<A> weights = new Weights<>(memories.get(0), memories.get(1));
        renewForward(memories);
        RNNFormat format = format();
        INDArray down = SequenceArrays.create(
                workspaces,
                ArrayType.ACTIVATION_GRAD,
                numbers,
                format,
                SequenceArrays.steps(input, format),
                SequenceArrays.batch(input),
                SequenceArrays.size(input, format));
        SequenceReader<A> injected = SequenceArrays.reader(numbers, epsilon.castTo(dataType), format);
        LayerParameters<A> gradients = LayerParameters.of(gradientViews, cell, numbers);
        if (replay == null) {
            boolean unseen = FirstLayer.isAlone(this, graphInput);
            if (unseen) {
                numbers.view(down).clear();
            }
            differentiate(injected, weights, gradients, unseen ? null : numbers.view(down), length);
        } else {
            BackwardRecorder<A> recorder = new BackwardRecorder<>(
                    cell, numbers.arithmetic(), SequenceArrays.batch(input), units, steps(), replay.wanted());
            engine.replay(injected, weights, numbers.view(down), length, recorder);
            replay.passes().accept(LayerHooks.pass(label(), recorder));
        }
        weightNoiseParams.clear();
        return new Pair<>(gradients.asGradient(gradientsFlattened), backpropDropOutIfPresent(down));
    }

    private void differentiate(
            SequenceReader<A> injected,
            Weights<A> weights,
            LayerParameters<A> gradients,
            @Nullable Memory<A> down,
            int length) {
        A bias = numbers.arithmetic().block(gradients.biasCount());
        StepHooks<A> wanted = hooks.begin(getIterationCount(), SequenceArrays.batch(input), units, steps());
        engine.backward(injected, weights, gradients.inPlace(), bias, down, length, wanted);
        gradients.putBiases(bias);
        gradients.putPeepholes(engine);
        hooks.end(label(), wanted, engine, weights, gradients.inPlace(), conf().isMiniBatch());
    }

    private PassLabel label() {
        return hooks.label(getIterationCount(), getEpochCount());
    }

    private int steps() {
        return SequenceArrays.steps(input, format());
    }

    /** Runs forward again if the last pass was over another input, mask or set of parameters, or was not kept. */
    private void renewForward(List<Memory<A>> weights) {
        Forward<A> last = forward;
        if (last == null || last.input() != input) {
            runForward(null, true, false);
        } else if (!last.kept() || last.mask() != maskArray || !keptWeights.areStill(weights)) {
            runForward(last.start(), true, last.stateful());
        }
    }

    @Override
    public void setInput(INDArray in, LayerWorkspaceMgr workspaceMgr) {
        super.setInput(in, workspaceMgr);
        forward = null;
    }

    @Override
    public void clear() {
        super.clear();
        forward = null;
    }

    /** Takes the mask wherever it comes from: a masked step is no less masked below another recurrent layer. */
    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(
            @Nullable INDArray mask, @Nullable MaskState currentMaskState, int minibatchSize) {
        setMaskArray(mask);
        return new Pair<>(mask, currentMaskState);
    }

    /** Frees the buffers; they come back if the layer is used again. */
    @Override
    public void close() {
        forward = null;
        engine.close();
        keptWeights.close();
    }
}
