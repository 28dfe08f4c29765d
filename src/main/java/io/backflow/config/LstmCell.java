package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;

/**
 * The long short-term memory cell with a forget gate and without peepholes.
 *
 * @param units size of the state, 1 to 16384
 * @param layers 1 to 16
 * @param activation of the candidate and of the cell's output; the gates are sigmoid
 * @param forgetBias initial bias of the forget gate, finite; 1 lets the gradient flow at the start
 * @see <a href="https://doi.org/10.1162/089976600300015015">Gers, Schmidhuber and Cummins (2000)</a>
 * @see <a href="https://proceedings.mlr.press/v37/jozefowicz15.html">Jozefowicz, Zaremba and Sutskever (2015), on the
 *     forget gate's bias</a>
 */
@TypeName("lstm")
public record LstmCell(
        @Default("50") int units,
        @Default("1") int layers,
        @Default("tanh") CellActivation activation,
        @Default("1.0") double forgetBias)
        implements CellConfig {

    /** Checks the rules. */
    public LstmCell {
        CellRules.check(units, layers).finite("forgetBias", forgetBias).enforce();
    }

    @Override
    public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
        return new LSTM.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(activation.dl4j())
                .weightInit(weights.distribution(inputs, units))
                .weightInitRecurrent(weights.distribution(units, units))
                .biasInit(0.0)
                .forgetGateBiasInit(forgetBias)
                .build();
    }
}
