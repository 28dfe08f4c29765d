// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.kernel.Weights;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a recurrent layer, or their gradients, as the engine sees them: all cells store them under the same
 * keys.
 *
 * @param input W [nIn, gates x units]
 * @param recurrent R [units, gates x units]
 * @param bias b, one value or two for each gate of each unit
 */
record LayerParameters<A>(INDArray input, INDArray recurrent, INDArray bias, Numbers<A> numbers) {

    static <A> LayerParameters<A> of(Map<String, INDArray> table, Numbers<A> numbers) {
        return new LayerParameters<>(
                get(table, LSTMParamInitializer.INPUT_WEIGHT_KEY),
                get(table, LSTMParamInitializer.RECURRENT_WEIGHT_KEY),
                get(table, LSTMParamInitializer.BIAS_KEY),
                numbers);
    }

    private static INDArray get(Map<String, INDArray> table, String key) {
        return Objects.requireNonNull(table.get(key), () -> "The layer has no parameter or gradient view " + key);
    }

    /** Returns the memory of W, R and b, for the engine to read. */
    List<Memory<A>> memories() {
        return List.of(numbers.columnMajor(input), numbers.columnMajor(recurrent), numbers.view(bias));
    }

    /** Returns the weights to write to. */
    Weights<A> inPlace() {
        return new Weights<>(numbers.view(input), numbers.view(recurrent));
    }

    /** Returns the biases as the cell wants them: where it takes a gate's two biases as one, their sum. */
    A biases(Cell cell, int units) {
        A stored = numbers.vector(bias);
        return cell.recurrentApart() ? Biases.forCell(numbers.arithmetic(), stored, cell, units) : stored;
    }

    int biasCount() {
        return Math.toIntExact(bias.length());
    }

    /** Overwrites b. */
    void putBiases(A values) {
        numbers.view(bias).put(0, values, 0, biasCount());
    }

    /** Returns these as a gradient. */
    Gradient asGradient(INDArray flattened) {
        Gradient gradient = new DefaultGradient(flattened);
        gradient.gradientForVariable().put(LSTMParamInitializer.INPUT_WEIGHT_KEY, input);
        gradient.gradientForVariable().put(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, recurrent);
        gradient.gradientForVariable().put(LSTMParamInitializer.BIAS_KEY, bias);
        return gradient;
    }
}
