package io.backflow.config;

import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.jspecify.annotations.Nullable;

/** The recurrent cells that a configuration may name: a new one is one new record and its name after {@code permits}. */
public sealed interface CellConfig permits SimpleRnnCell, LstmCell, GruCell {

    /** Returns how tables name the cell; null takes the name of its type and what sets it apart. */
    @Nullable
    String name();

    /** Returns the units of each layer. */
    int units();

    /** Returns the number of equal layers, each fed by the one before. */
    int layers();

    /** Returns the activation of the state; gates keep the sigmoid. */
    CellActivation activation();

    /** Returns how the weights of each layer's input are drawn; null takes the job's. */
    @Nullable
    WeightsConfig inputWeights();

    /** Returns how the recurrent weights of each layer are drawn; null takes the job's. */
    @Nullable
    RecurrentWeightsConfig recurrentWeights();

    /**
     * Returns one of the layers as DL4J is told about it.
     *
     * <p>Both distributions are explicit and the same for every cell: the input weights of each gate are drawn for
     * {@code inputs} inputs and {@code units} outputs, the recurrent ones for {@code units} and {@code units}. DL4J's
     * {@code WeightInit} would use other numbers for an LSTM than for a SimpleRnn. Biases are 0, but for a forget gate's.
     * What DL4J cannot be told, matrices that are made as a whole and biases drawn one by one, is written into the network
     * once it is built; until then the recurrent weights are drawn as the job's.
     *
     * @param inputs the size of the layer's input at one time step: [miniBatch, inputs, time]
     * @param weights how to draw the weights for which the cell says nothing else
     */
    BaseRecurrentLayer layer(int inputs, WeightsConfig weights);

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
}
