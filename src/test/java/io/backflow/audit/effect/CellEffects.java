// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import static io.backflow.audit.effect.Tiny.number;

import io.backflow.audit.effect.Effect.Figure;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** From what cells and weights gradients vanish or explode. */
final class CellEffects {

    private static final int STEPS = 10;

    private CellEffects() {}

    static List<Effect> all() {
        return List.of(
                new Effect(
                        "sigmoid-cell",
                        () -> everyStep(new LSTM.Builder().nOut(3).build()),
                        () -> everyStep(Tiny.lstm(3).build()),
                        CellEffects::defaultActivations),
                new Effect(
                        "unbounded-cell",
                        () -> simple(Activation.RELU, 0.5),
                        () -> simple(Activation.TANH, 0.5),
                        CellEffects::statesAfterTwentySteps),
                new Effect(
                        "recurrent-weights-explode",
                        () -> simple(Activation.TANH, 1.5),
                        () -> simple(Activation.TANH, 1),
                        () -> List.of(reached("RW 1.5, tanh", simple(Activation.TANH, 1.5), "1.0 at most"))),
                new Effect(
                        "recurrent-weights-vanish",
                        () -> simple(Activation.SIGMOID, 1),
                        () -> simple(Activation.TANH, 1),
                        () -> List.of(reached("RW 1, sigmoid", simple(Activation.SIGMOID, 1), "1.0 with tanh"))),
                new Effect(
                        "forget-bias",
                        () -> remembering(0),
                        () -> remembering(1),
                        () -> List.of(new Figure(
                                "of an error, ten steps back, forget bias 0",
                                kept(remembering(0)),
                                kept(remembering(1)) + " with bias 1"))),
                new Effect("dropout-keeps-little", () -> dropping(0.2), () -> dropping(0.8), CellEffects::dropped),
                new Effect(
                        "weights-scaled-by-cell",
                        () -> xavier(
                                new LSTM.Builder()
                                        .nOut(50)
                                        .activation(Activation.TANH)
                                        .build(),
                                1),
                        () -> everyStep(Tiny.lstm(3).build()),
                        CellEffects::deviations));
    }

    private static MultiLayerNetwork everyStep(Layer recurrent) {
        return Tiny.reading(2, recurrent, Tiny.everyStep().build());
    }

    private static List<Figure> defaultActivations() {
        MultiLayerNetwork lstm = everyStep(new LSTM.Builder().nOut(3).build());
        MultiLayerNetwork rnn = everyStep(new SimpleRnn.Builder().nOut(3).build());
        return List.of(
                new Figure("LSTM without .activation(...)", activation(lstm), "tanh"),
                new Figure("SimpleRnn without .activation(...)", activation(rnn), "tanh"));
    }

    private static String activation(MultiLayerNetwork network) {
        return ((BaseLayer) network.getLayer(0).conf().getLayer())
                .getActivationFn()
                .toString();
    }

    /** Returns a cell of one unit that answers at the last step. */
    private static MultiLayerNetwork simple(Activation activation, double recurrentWeight) {
        MultiLayerNetwork network = Tiny.reading(
                1,
                new LastTimeStep(
                        new SimpleRnn.Builder().nOut(1).activation(activation).build()),
                Tiny.output().build());
        network.getParam("0_W").assign(1);
        network.getParam("0_RW").assign(recurrentWeight);
        return network;
    }

    private static List<Figure> statesAfterTwentySteps() {
        return List.of(new Figure(
                "state after 20 steps of relu, RW 1.5, inputs 1", state(Activation.RELU), state(Activation.TANH)));
    }

    private static String state(Activation activation) {
        MultiLayerNetwork network = simple(activation, 1.5);
        return number(
                "%.1f",
                network.feedForward(Nd4j.ones(DataType.DOUBLE, 1, 1, 20), false)
                        .get(1)
                        .getDouble(0));
    }

    private static Figure reached(String cell, MultiLayerNetwork network, String expected) {
        return new Figure(
                cell + ": of an error, nine steps back",
                number("%.2g", Tiny.reachesTheFirstStep(network, STEPS)),
                expected);
    }

    /** Returns an LSTM whose forget gate has nothing but a bias. */
    private static MultiLayerNetwork remembering(double bias) {
        MultiLayerNetwork network = Tiny.reading(
                1,
                new LastTimeStep(Tiny.lstm(1).forgetGateBiasInit(bias).build()),
                Tiny.output().build());
        network.getParam("0_W").assign(0);
        network.getParam("0_W").putScalar(0, 1);
        network.getParam("0_RW").assign(0);
        return network;
    }

    private static String kept(MultiLayerNetwork network) {
        return number("%.2g", Tiny.reachesTheFirstStep(network, STEPS + 1));
    }

    private static MultiLayerNetwork dropping(double value) {
        return Tiny.rows(2, Tiny.output().dropOut(value).build());
    }

    private static List<Figure> dropped() {
        INDArray kept = new Dropout(0.2)
                .applyDropout(
                        Nd4j.ones(DataType.DOUBLE, 1, 10_000),
                        Nd4j.zeros(DataType.DOUBLE, 1, 10_000),
                        0,
                        0,
                        LayerWorkspaceMgr.noWorkspaces());
        double share = 1 - kept.neq(0).castTo(DataType.DOUBLE).meanNumber().doubleValue();
        return List.of(new Figure("units that dropOut(0.2) drops", 10 * Math.round(10 * share) + " %", "20 %"));
    }

    private static MultiLayerNetwork xavier(Layer recurrent, int seed) {
        NeuralNetConfiguration.Builder configuration =
                Tiny.configuration().weightInit(WeightInit.XAVIER).seed(seed);
        return Tiny.reading(
                configuration, list -> list, 10, recurrent, Tiny.everyStep().build());
    }

    private static List<Figure> deviations() {
        return List.of(new Figure(
                "deviation of W of an LSTM with 10 inputs, 50 units, XAVIER",
                deviation(new LSTM.Builder().nOut(50).build()),
                deviation(new SimpleRnn.Builder().nOut(50).build()) + " in SimpleRnn"));
    }

    private static String deviation(Layer recurrent) {
        double sum = 0;
        for (int seed = 1; seed <= 5; seed++) {
            sum += xavier(recurrent.clone(), seed).getParam("0_W").stdNumber().doubleValue();
        }
        return number("%.2f", sum / 5);
    }
}
