package io.backflow.config;

import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;

/** The recurrent cells that a configuration may name: a new one is one new record and its name after {@code permits}. */
public sealed interface CellConfig permits SimpleRnnCell, LstmCell, GruCell {

    /** Returns the units of each layer. */
    int units();

    /** Returns the number of equal layers, each fed by the one before. */
    int layers();

    /** Returns the activation of the state; gates keep the sigmoid. */
    CellActivation activation();

    /**
     * Returns one of the layers as DL4J is told about it.
     *
     * <p>Both distributions are explicit and the same for every cell: the input weights of each gate are drawn for
     * {@code inputs} inputs and {@code units} outputs, the recurrent ones for {@code units} and {@code units}. DL4J's
     * {@code WeightInit} would use other numbers for an LSTM than for a SimpleRnn. Biases are 0, but for a forget gate's.
     *
     * @param inputs the size of the layer's input at one time step: [miniBatch, inputs, time]
     * @param weights how to draw the weights
     */
    BaseRecurrentLayer layer(int inputs, WeightsConfig weights);
}
