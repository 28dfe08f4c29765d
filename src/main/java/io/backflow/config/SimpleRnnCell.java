package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/**
 * The plain recurrent cell: {@code h_t = f(x_t W + h_(t-1) RW + b)}.
 *
 * @param units size of the state, 1 to 16384
 * @param layers 1 to 16
 * @param activation the {@code f} above
 * @see <a href="https://doi.org/10.1207/s15516709cog1402_1">Elman (1990)</a>
 */
@TypeName("simple-rnn")
public record SimpleRnnCell(
        @Default("50") int units,
        @Default("1") int layers,
        @Default("tanh") CellActivation activation) implements CellConfig {

    /** Checks the rules. */
    public SimpleRnnCell {
        CellRules.check(units, layers).enforce();
    }

    @Override
    public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
        return new SimpleRnn.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(activation.dl4j())
                .weightInit(weights.distribution(inputs, units))
                .weightInitRecurrent(weights.distribution(units, units))
                .biasInit(0.0)
                .build();
    }
}
