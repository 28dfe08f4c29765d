// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.kernel.RecurrentEngine;
import io.backflow.recurrent.internal.kernel.Weights;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of a recurrent layer, or their gradients, as the engine sees them: all cells store them under the same
 * keys.
 *
 * @param input W [nIn, gates x units]
 * @param recurrent R [units, gates x units]
 * @param bias b, one value or two for each gate of each unit
 * @param peepholes the columns of RW after R, [units, gates with peepholes]; null if the cell has none
 * @param stored RW: R, or R and peepholes
 */
record LayerParameters<A>(
        INDArray input,
        INDArray recurrent,
        INDArray bias,
        @Nullable INDArray peepholes,
        INDArray stored,
        Numbers<A> numbers) {

    static <A> LayerParameters<A> of(Map<String, INDArray> table, Cell cell, Numbers<A> numbers) {
        INDArray input = get(table, LSTMParamInitializer.INPUT_WEIGHT_KEY);
        INDArray stored = get(table, LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
        INDArray bias = get(table, LSTMParamInitializer.BIAS_KEY);
        if (cell.peepholes() == 0) {
            return new LayerParameters<>(input, stored, bias, null, stored, numbers);
        }
        long columns = stored.size(1);
        long ofGates = columns - cell.peepholes();
        return new LayerParameters<>(
                input,
                stored.get(NDArrayIndex.all(), NDArrayIndex.interval(0, ofGates)),
                bias,
                stored.get(NDArrayIndex.all(), NDArrayIndex.interval(ofGates, columns)),
                stored,
                numbers);
    }

    private static INDArray get(Map<String, INDArray> table, String key) {
        return Objects.requireNonNull(table.get(key), () -> "The layer has no parameter or gradient view " + key);
    }

    /** Returns the memory of W, R, b and the peepholes, if there are any, for the engine to read. */
    List<Memory<A>> memories() {
        Memory<A> w = numbers.columnMajor(input);
        Memory<A> r = numbers.columnMajor(recurrent);
        Memory<A> b = numbers.view(bias);
        return peepholes == null ? List.of(w, r, b) : List.of(w, r, b, numbers.columnMajor(peepholes));
    }

    /** Returns the weights to write to. */
    Weights<A> inPlace() {
        return new Weights<>(numbers.view(input), numbers.view(recurrent));
    }

    /** Returns the biases as the cell wants them: where it takes a gate's two biases as one, their sum. */
    A biases(Cell cell, int units) {
        A values = numbers.vector(bias);
        if (peepholes != null) {
            return Biases.withPeepholes(numbers.arithmetic(), values, numbers.columnMajor(peepholes));
        }
        return cell.recurrentApart() ? Biases.forCell(numbers.arithmetic(), values, cell, units) : values;
    }

    int biasCount() {
        return Math.toIntExact(bias.length());
    }

    /** Overwrites b. */
    void putBiases(A values) {
        numbers.view(bias).put(0, values, 0, biasCount());
    }

    /** Overwrites the peephole weights, if there are any, with the gradient that a backward pass has arrived at. */
    void putPeepholes(RecurrentEngine<A> engine) {
        if (peepholes != null) {
            Memory<A> memory = numbers.view(peepholes);
            double[] values = engine.peepholeGradients();
            for (int i = 0; i < values.length; i++) {
                memory.set(i, values[i]);
            }
        }
    }

    /** Returns these as a gradient. */
    Gradient asGradient(INDArray flattened) {
        Gradient gradient = new DefaultGradient(flattened);
        gradient.gradientForVariable().put(LSTMParamInitializer.INPUT_WEIGHT_KEY, input);
        gradient.gradientForVariable().put(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, stored);
        gradient.gradientForVariable().put(LSTMParamInitializer.BIAS_KEY, bias);
        return gradient;
    }
}
