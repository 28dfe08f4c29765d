package io.backflow.config;

import io.backflow.recurrent.gru.GRU;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;

/**
 * The gated recurrent unit, in the reset-after form of cuDNN, PyTorch and Keras.
 *
 * @param units size of the state, 1 to 16384
 * @param layers 1 to 16
 * @param activation of the candidate; the gates are sigmoid
 * @see <a href="https://arxiv.org/abs/1406.1078">Cho et al. (2014)</a>
 */
@TypeName("gru")
public record GruCell(
        @Default("50") int units,
        @Default("1") int layers,
        @Default("tanh") CellActivation activation) implements CellConfig {

    /** Checks the rules. */
    public GruCell {
        CellRules.check(units, layers).enforce();
    }

    @Override
    public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
        return new GRU.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(activation.dl4j())
                .weightInit(weights.distribution(inputs, units))
                .weightInitRecurrent(weights.distribution(units, units))
                .biasInit(0.0)
                .build();
    }
}
