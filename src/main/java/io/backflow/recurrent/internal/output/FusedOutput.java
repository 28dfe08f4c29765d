// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arithmetic.OutputLoss.Kind;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the installed output layers have in common: the pass, the score that a backward pass has yielded, and what is
 * said of labels.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class FusedOutput<A> implements AutoCloseable {

    private final OutputLoss loss;
    private final Numbers<A> numbers;
    private final OutputPass<A> pass;
    private final LabelWarnings warnings;

    private @Nullable INDArray scoredInput;
    private @Nullable INDArray scoredLabels;
    private double scoredLoss;
    private boolean lossIsSummed;

    /**
     * Makes what one layer needs.
     *
     * @param layer names the layer in the log
     */
    FusedOutput(OutputLoss loss, Numbers<A> numbers, Supplier<String> layer) {
        this.loss = loss;
        this.numbers = numbers;
        this.warnings = new LabelWarnings(layer);
        this.pass = OutputPass.of(loss, numbers, rows -> warnings.labels(loss, rows));
    }

    void useThreads(int count) {
        pass.useThreads(count);
    }

    OutputLoss loss() {
        return loss;
    }

    Numbers<A> numbers() {
        return numbers;
    }

    LabelWarnings warnings() {
        return warnings;
    }

    /**
     * Returns whether outputs too must be ours: on packed products, so that they have the bits of which the loss is
     * taken; and because Deeplearning4j's softmax of doubles is 0/0 in a row whose logits are all below -745.
     */
    boolean activates() {
        return numbers.panels() != null || (loss.kind() == Kind.SOFTMAX_MCXENT && numbers.type() == DataType.DOUBLE);
    }

    void activate(OutputBatch<A> batch, Map<String, INDArray> parameters, INDArray out) {
        pass.activate(batch, weights(parameters), out);
    }

    /** Writes the gradient and keeps the loss, which {@link #scored} makes good for one question. */
    Pair<Gradient, INDArray> backward(
            OutputBatch<A> batch,
            SequenceReader<A> labels,
            Map<String, INDArray> parameters,
            Map<String, INDArray> views,
            INDArray down) {
        OutputPass.Weights gradients = weights(views);
        warnings.weights(batch.weights());
        scoredLoss = pass.differentiate(batch, labels, weights(parameters), gradients, down)
                .total();
        lossIsSummed = true;
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, gradients.weights());
        gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, gradients.bias());
        return new Pair<>(gradient, down);
    }

    /** Says of which input and labels the last backward pass was; null if its loss is not to be asked for. */
    void scored(@Nullable INDArray input, @Nullable INDArray labels) {
        scoredInput = input;
        scoredLabels = labels;
    }

    /**
     * Returns whether the last backward pass was over this input and these labels, and its loss has not been handed out
     * yet.
     */
    boolean hasScored(@Nullable INDArray input, @Nullable INDArray labels) {
        return scoredInput != null && scoredInput == input && scoredLabels == labels;
    }

    /** Hands out the loss of the last backward pass, once. */
    double takeLoss() {
        scored(null, null);
        return scoredLoss;
    }

    /** As {@link SummedLoss#summedLoss}. */
    OptionalDouble summedLoss() {
        return lossIsSummed ? OptionalDouble.of(scoredLoss) : OptionalDouble.empty();
    }

    void forgetScore() {
        scored(null, null);
        lossIsSummed = false;
    }

    /** Returns the losses of a minibatch without a backward pass. */
    OutputLosses losses(OutputBatch<A> batch, SequenceReader<A> labels, Map<String, INDArray> parameters) {
        return pass.losses(batch, labels, weights(parameters));
    }

    /** Returns the losses of examples as a column, with a term added to each. */
    INDArray column(OutputLosses losses, double term) {
        INDArray column = Nd4j.createFromArray(losses.ofExamples()).castTo(numbers.type());
        return column.reshape(column.length(), 1).addi(term);
    }

    private static OutputPass.Weights weights(Map<String, INDArray> table) {
        return new OutputPass.Weights(
                get(table, DefaultParamInitializer.WEIGHT_KEY), get(table, DefaultParamInitializer.BIAS_KEY));
    }

    private static INDArray get(Map<String, INDArray> table, String key) {
        return Objects.requireNonNull(table.get(key), () -> "The layer has no parameter or gradient view " + key);
    }

    @Override
    public void close() {
        pass.close();
    }
}
