// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.cell;

import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.jspecify.annotations.Nullable;

/**
 * The plain recurrent cell: {@code h_t = f(x_t W + h_(t-1) RW + b)}.
 *
 * @param name how tables name the cell, one part of a name as a job's; or null
 * @param units size of the state, 1 to 16384
 * @param layers 1 to 16
 * @param activation the {@code f} above
 * @param inputWeights how the weights of the input are drawn; null takes the job's
 * @param recurrentWeights how the recurrent weights are drawn, each gate's by itself; null takes the job's
 * @see <a href="https://doi.org/10.1207/s15516709cog1402_1">Elman (1990)</a>
 */
@TypeName("simple-rnn")
public record SimpleRnnCell(
        @Nullable String name,
        @Default("50") int units,
        @Default("1") int layers,
        @Default("tanh") CellActivation activation,
        @Nullable WeightsConfig inputWeights,
        @Nullable RecurrentWeightsConfig recurrentWeights)
        implements CellConfig {

    /** Checks the rules. */
    public SimpleRnnCell {
        CellConfig.CellRules.check(name, units, layers, recurrentWeights).enforce();
    }

    /** A cell whose weights are all drawn as the job's. */
    public SimpleRnnCell(int units, int layers, CellActivation activation) {
        this(null, units, layers, activation, null, null);
    }

    @Override
    public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
        return new SimpleRnn.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(activation.dl4j())
                .weightInit(inputDistribution(inputs, weights))
                .weightInitRecurrent(recurrentDistribution(weights))
                .biasInit(0.0)
                .build();
    }
}
