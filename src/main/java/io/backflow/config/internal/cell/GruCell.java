// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.cell;

import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.recurrent.gru.GRU;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.jspecify.annotations.Nullable;

/**
 * The gated recurrent unit, in the reset-after form of cuDNN, PyTorch and Keras.
 *
 * @param name how tables name the cell, one part of a name as a job's; or null
 * @param units size of the state, 1 to 16384
 * @param layers 1 to 16
 * @param activation of the candidate; the gates are sigmoid
 * @param inputWeights how the weights of the input are drawn; null takes the job's
 * @param recurrentWeights how the recurrent weights are drawn, each gate's by itself; null takes the job's
 * @see <a href="https://arxiv.org/abs/1406.1078">Cho et al. (2014)</a>
 */
@TypeName("gru")
public record GruCell(
        @Nullable String name,
        @Default("50") int units,
        @Default("1") int layers,
        @Default("tanh") CellActivation activation,
        @Nullable WeightsConfig inputWeights,
        @Nullable RecurrentWeightsConfig recurrentWeights)
        implements CellConfig {

    /** Checks the rules. */
    public GruCell {
        CellConfig.CellRules.check(name, units, layers, recurrentWeights).enforce();
    }

    /** A cell whose weights are all drawn as the job's. */
    public GruCell(int units, int layers, CellActivation activation) {
        this(null, units, layers, activation, null, null);
    }

    @Override
    public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
        return new GRU.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(activation.dl4j())
                .weightInit(inputDistribution(inputs, weights))
                .weightInitRecurrent(recurrentDistribution(weights))
                .biasInit(0.0)
                .build();
    }
}
