// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.cell;

import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.model.internal.LstmGates;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The long short-term memory cell with a forget gate and without peepholes.
 *
 * @param name how tables name the cell, one part of a name as a job's; or null
 * @param units size of the state, 1 to 16384
 * @param layers 1 to 16
 * @param activation of the candidate and of the cell's output; the gates are sigmoid
 * @param forgetBias initial bias of the forget gate, finite; {@value #DEFAULT_FORGET_BIAS} unless {@code chrono} is
 *     given, which lets the gradient flow at the start
 * @param chrono longest lag to be remembered, T, at least 3: each unit's forget bias is drawn from {@code log U([1, T -
 *     1])} and its input bias is the negative of that; null for constant biases
 * @param inputWeights how the weights of the input are drawn; null takes the job's
 * @param recurrentWeights how the recurrent weights are drawn, each gate's by itself; null takes the job's
 * @see <a href="https://doi.org/10.1162/089976600300015015">Gers, Schmidhuber and Cummins (2000)</a>
 * @see <a href="https://proceedings.mlr.press/v37/jozefowicz15.html">Jozefowicz, Zaremba and Sutskever (2015), on the
 *     forget gate's bias</a>
 * @see <a href="https://arxiv.org/abs/1804.11188">Tallec and Ollivier (2018), on chrono initialisation</a>
 */
@TypeName("lstm")
public record LstmCell(
        @Nullable String name,
        @Default("50") int units,
        @Default("1") int layers,
        @Default("tanh") CellActivation activation,
        @Nullable Double forgetBias,
        @Nullable Integer chrono,
        @Nullable WeightsConfig inputWeights,
        @Nullable RecurrentWeightsConfig recurrentWeights)
        implements CellConfig {

    /** What the forget gate's bias is where nothing else is said. */
    public static final double DEFAULT_FORGET_BIAS = 1.0;

    private static final int LONGEST_CHRONO = 1_000_000;

    /** Below this there is but one lag to draw. */
    private static final int SHORTEST_CHRONO = 3;

    /** Checks the rules, and gives the forget gate its bias if nothing says otherwise. */
    public LstmCell {
        Rules rules = CellConfig.CellRules.check(name, units, layers, recurrentWeights);
        rules.require(
                forgetBias == null || chrono == null,
                "forgetBias",
                "must not be given beside chrono, which draws it",
                forgetBias == null ? "none" : forgetBias);
        if (chrono != null) {
            rules.between("chrono", chrono, SHORTEST_CHRONO, LONGEST_CHRONO);
        } else if (forgetBias == null) {
            forgetBias = DEFAULT_FORGET_BIAS;
        } else {
            rules.finite("forgetBias", forgetBias);
        }
        rules.enforce();
    }

    /** A cell whose weights are all drawn as the job's. */
    public LstmCell(int units, int layers, CellActivation activation, double forgetBias) {
        this(null, units, layers, activation, forgetBias, null, null, null);
    }

    /**
     * Draws the biases of the forget and input gates if there is a chrono: {@code log U([1, T - 1])}, uniform on the
     * interval and not on whole numbers only, and its negative.
     */
    @Override
    public void initialise(Map<String, INDArray> parameters, DoubleSupplier random) {
        if (chrono == null) {
            return;
        }
        double[][] drawn = new double[1][units];
        for (int unit = 0; unit < units; unit++) {
            drawn[0][unit] = StrictMath.log(1.0 + (chrono - 2) * random.getAsDouble());
        }
        INDArray bias = Objects.requireNonNull(parameters.get("b")); // [1, 4 * units]
        INDArray forget = Nd4j.create(drawn).castTo(bias.dataType());
        gate(bias, LstmGates.FORGET).assign(forget);
        gate(bias, LstmGates.INPUT).assign(forget.neg());
    }

    private INDArray gate(INDArray bias, long gate) {
        return bias.get(NDArrayIndex.all(), NDArrayIndex.interval(gate * units, (gate + 1) * units));
    }

    @Override
    public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
        return new LSTM.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(activation.dl4j())
                .weightInit(inputDistribution(inputs, weights))
                .weightInitRecurrent(recurrentDistribution(weights))
                .biasInit(0.0)
                .forgetGateBiasInit(forgetBias == null ? DEFAULT_FORGET_BIAS : forgetBias)
                .build();
    }
}
