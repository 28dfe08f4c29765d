// SPDX-License-Identifier: Apache-2.0
package io.backflow.config;

import io.backflow.config.internal.RunName;
import io.backflow.setting.Rules;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The recurrent cells that a configuration may name.
 *
 * <p>A cell is a record with a {@link io.backflow.setting.TypeName} that implements this and that an
 * {@link io.backflow.setting.Extension} offers. Its compact constructor keeps {@link CellRules}. If several gates stand
 * side by side in the columns of its layer's parameters, the layer is an LSTM of DL4J or a
 * {@link io.backflow.model.GatedLayer}.
 */
public interface CellConfig {

    /** Returns how tables name the cell; null takes the name of its type and what sets it apart. */
    @Nullable
    String name();

    /** Returns the units of each layer. */
    int units();

    /** Returns the number of equal layers, each fed by the one before. */
    int layers();

    /** Returns how the weights of each layer's input are drawn; null takes the job's. */
    @Nullable
    WeightsConfig inputWeights();

    /** Returns how the recurrent weights of each layer, its parameter {@code RW}, are drawn; null takes the job's. */
    @Nullable
    RecurrentWeightsConfig recurrentWeights();

    /**
     * Returns one of the layers as DL4J is told about it.
     *
     * <p>Both distributions are explicit and the same for every cell: the input weights of each gate are drawn for
     * {@code inputs} inputs and {@code units} outputs, the recurrent ones for {@code units} and {@code units}. DL4J's
     * {@code WeightInit} would use other numbers for an LSTM than for a SimpleRnn. Biases are 0, but for a forget
     * gate's. What DL4J cannot be told is written into the network once it is built: recurrent matrices that are made
     * as a whole, and what {@link #initialise} says. Until then the recurrent weights are drawn as the job's.
     *
     * @param inputs the size of the layer's input at one time step: [miniBatch, inputs, time]
     * @param weights how to draw the weights for which the cell says nothing else
     */
    BaseRecurrentLayer layer(int inputs, WeightsConfig weights);

    /**
     * Writes into the parameters of a built layer what DL4J cannot draw; by default nothing.
     *
     * @param parameters views of the network's parameters by their keys
     * @param random numbers of U[0, 1), which depend on the job's seed and on the layer alone
     */
    default void initialise(Map<String, INDArray> parameters, DoubleSupplier random) {}

    /** Returns the distribution of the weights of each gate's input. */
    default Distribution inputDistribution(int inputs, WeightsConfig weights) {
        WeightsConfig own = inputWeights();
        return (own == null ? weights : own).distribution(inputs, units());
    }

    /** Returns the distribution of each gate's recurrent weights; the job's where the cell's are no distribution. */
    default Distribution recurrentDistribution(WeightsConfig weights) {
        WeightsConfig drawn = recurrentWeights() instanceof WeightsConfig own ? own : weights;
        return drawn.distribution(units(), units());
    }

    /** The rules that every cell keeps. */
    final class CellRules {

        private static final int MOST_UNITS = 16_384;
        private static final int MOST_LAYERS = 16;

        private CellRules() {}

        /** Returns the rules that these settings break, for the cell to add its own and enforce. */
        public static Rules check(
                @Nullable String name, int units, int layers, @Nullable RecurrentWeightsConfig recurrentWeights) {
            Rules rules = RunName.checkPart(new Rules(), "name", name)
                    .between("units", units, 1, MOST_UNITS)
                    .between("layers", layers, 1, MOST_LAYERS);
            if (recurrentWeights instanceof RecurrentWeightsConfig.Sparse sparse) {
                rules.require(
                        sparse.nonZeros() <= units,
                        "recurrentWeights.nonZeros",
                        "must be at most the units, " + units,
                        sparse.nonZeros());
            }
            return rules;
        }
    }
}
