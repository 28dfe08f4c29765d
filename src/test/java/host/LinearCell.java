// SPDX-License-Identifier: Apache-2.0
package host;

import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear recurrent cell with one random bias for all units.
 *
 * @param name how tables name the cell
 * @param units size of the state
 * @param layers number of layers
 * @param inputWeights how the weights of the input are drawn
 * @param recurrentWeights how the recurrent weights are drawn
 */
@TypeName("host-linear")
public record LinearCell(
        @Nullable String name,
        @Default("3") int units,
        @Default("1") int layers,
        @Nullable WeightsConfig inputWeights,
        @Nullable RecurrentWeightsConfig recurrentWeights)
        implements CellConfig {

    /** Checks the rules. */
    public LinearCell {
        CellConfig.CellRules.check(name, units, layers, recurrentWeights).enforce();
    }

    @Override
    public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
        return new SimpleRnn.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(Activation.IDENTITY)
                .weightInit(inputDistribution(inputs, weights))
                .weightInitRecurrent(recurrentDistribution(weights))
                .build();
    }

    @Override
    public void initialise(Map<String, INDArray> parameters, DoubleSupplier random) {
        Objects.requireNonNull(parameters.get("b")).assign(random.getAsDouble());
    }
}
