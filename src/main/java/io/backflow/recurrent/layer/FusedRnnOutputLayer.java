package io.backflow.recurrent.layer;

import io.backflow.recurrent.kernel.Arithmetic;
import io.backflow.recurrent.kernel.MatrixProduct.Matrix;
import io.backflow.recurrent.kernel.Memory;
import io.backflow.recurrent.kernel.OutputLoss;
import io.backflow.recurrent.kernel.SequenceReader;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's RnnOutputLayer with its training step done by the engine's loops and products: same scores, same gradients.
 *
 * <p>The backward pass yields the score as well, which is handed out once when the network asks for it right after; every other
 * question for a score, and whatever a call brings that the fast way does not cover, goes to Deeplearning4j's own code.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class FusedRnnOutputLayer<A> extends RnnOutputLayer implements SummedLoss {

    private static final long serialVersionUID = 1L;

    private final transient OutputLoss loss;
    private final transient Numbers<A> numbers;
    private final transient OutputBuffers<A> buffers;

    private transient @Nullable INDArray scoredInput;
    private transient @Nullable INDArray scoredLabels;
    private transient double scoredLoss;
    private transient boolean lossIsSummed;

    /** Makes a layer without parameters; they are set as for any layer. */
    public FusedRnnOutputLayer(NeuralNetConfiguration conf, OutputLoss loss, Numbers<A> numbers) {
        super(conf, numbers.type());
        this.loss = loss;
        this.numbers = numbers;
        this.buffers = new OutputBuffers<>(numbers.arithmetic());
    }

    /** Returns the activation and loss. */
    public OutputLoss loss() {
        return loss;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return covers() ? backward(workspaceMgr) : super.backpropGradient(epsilon, workspaceMgr);
    }

    private boolean covers() {
        if (input == null || labels == null || input.rank() != 3 || labels.rank() != 3) {
            return false;
        }
        INDArray mask = maskArray;
        boolean rowMask = mask == null || mask.length() == input.size(0) * input.size(timeAxis());
        return rowMask
                && labels.size(timeAxis()) == input.size(timeAxis())
                && labels.size(0) == input.size(0)
                && SequenceArrays.size(labels, format()) == layerConf().getNOut();
    }

    private int timeAxis() {
        return format() == RNNFormat.NWC ? 1 : 2;
    }

    /** Deeplearning4j reads a missing format as NWC here. */
    private RNNFormat format() {
        return layerConf().getRnnDataFormat() == RNNFormat.NCW ? RNNFormat.NCW : RNNFormat.NWC;
    }

    private Pair<Gradient, INDArray> backward(LayerWorkspaceMgr workspaces) {
        RNNFormat format = format();
        int batch = SequenceArrays.batch(input);
        int steps = SequenceArrays.steps(input, format);
        int inputs = Math.toIntExact(layerConf().getNIn());
        int outputs = Math.toIntExact(layerConf().getNOut());
        buffers.fit(batch, steps, inputs, outputs);
        Memory<A> x = buffers.readInput(SequenceArrays.reader(numbers, input.castTo(dataType), format));
        INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
        Memory<A> w = numbers.columnMajor(weights);
        numbers.product()
                .multiply(
                        steps * batch,
                        outputs,
                        inputs,
                        Matrix.rows(x, 0, inputs),
                        Matrix.transposed(w, 0, inputs),
                        0,
                        Matrix.rows(buffers.z(), 0, outputs));
        INDArray dw = view(DefaultParamInitializer.WEIGHT_KEY);
        INDArray db = view(DefaultParamInitializer.BIAS_KEY);
        differentiate(format, batch, steps, outputs, numbers.view(db));
        numbers.product()
                .multiply(
                        outputs,
                        inputs,
                        steps * batch,
                        Matrix.transposed(buffers.z(), 0, outputs),
                        Matrix.rows(x, 0, inputs),
                        0,
                        Matrix.rows(numbers.view(dw), 0, inputs));
        INDArray down =
                SequenceArrays.create(workspaces, ArrayType.ACTIVATION_GRAD, numbers, format, steps, batch, inputs);
        numbers.product()
                .multiply(
                        steps * batch,
                        inputs,
                        outputs,
                        Matrix.rows(buffers.z(), 0, outputs),
                        Matrix.rows(w, 0, inputs),
                        0,
                        Matrix.rows(numbers.view(down), 0, inputs));
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, dw);
        gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, db);
        return new Pair<>(gradient, down);
    }

    private INDArray view(String key) {
        return java.util.Objects.requireNonNull(gradientViews.get(key), () -> "No gradient view for " + key);
    }

    /** Turns pre-activations without bias into derivatives, one time step after the other, and remembers the loss. */
    private void differentiate(RNNFormat format, int batch, int steps, int outputs, Memory<A> biasGradient) {
        Arithmetic<A> m = numbers.arithmetic();
        int size = batch * outputs;
        A bias = buffers.bias();
        m.tile(numbers.vector(getParam(DefaultParamInitializer.BIAS_KEY)), 0, outputs, batch, bias);
        A sums = buffers.biasSums();
        m.clear(sums, 0, size);
        SequenceReader<A> targets = SequenceArrays.reader(numbers, labels.castTo(dataType), format);
        INDArray mask = maskArray;
        double[] weights =
                mask == null ? new double[0] : mask.reshape(mask.length()).toDoubleVector();
        double[] weight = new double[batch];
        Arrays.fill(weight, 1);
        double total = 0;
        for (int t = 0; t < steps; t++) {
            long at = (long) t * size;
            buffers.z().get(at, buffers.step(), 0, size);
            m.sum(buffers.step(), buffers.step(), bias, size);
            targets.read(t, buffers.labels());
            if (mask != null) {
                // The network has reshaped the mask to one row for each example of each step, step by step.
                System.arraycopy(weights, t * batch, weight, 0, batch);
            }
            total += loss.differentiate(m, buffers.step(), buffers.labels(), weight, batch, outputs);
            m.sum(sums, sums, buffers.step(), size);
            buffers.z().put(at, buffers.step(), 0, size);
        }
        A row = m.block(outputs);
        m.sumRows(sums, batch, outputs, row, 0);
        biasGradient.put(0, row, 0, outputs);
        scoredInput = input;
        scoredLabels = labels;
        scoredLoss = total;
        lossIsSummed = true;
    }

    @Override
    public OptionalDouble summedLoss() {
        return lossIsSummed ? OptionalDouble.of(scoredLoss) : OptionalDouble.empty();
    }

    @Override
    public double computeScore(double fullNetRegTerm, boolean training, LayerWorkspaceMgr workspaceMgr) {
        if (scoredInput == null || scoredInput != input || scoredLabels != labels) {
            return super.computeScore(fullNetRegTerm, training, workspaceMgr);
        }
        scoredInput = null;
        scoredLabels = null;
        double mean = conf().isMiniBatch() ? scoredLoss / getInputMiniBatchSize() : scoredLoss;
        score = mean + fullNetRegTerm;
        return score;
    }

    /** Forgets the score of a backward pass for which nobody will ask. */
    void forgetScore() {
        scoredInput = null;
        scoredLabels = null;
        lossIsSummed = false;
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
        buffers.close();
    }

    @Override
    public String toString() {
        return "FusedRnnOutputLayer{" + loss + ", " + layerId() + "}";
    }
}
