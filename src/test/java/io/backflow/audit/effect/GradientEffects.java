// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import static io.backflow.audit.effect.Tiny.number;

import io.backflow.audit.effect.Effect.Figure;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What is wrong with gradients on their way back. */
final class GradientEffects {

    private static final double[] INPUT = {1, -0.5, 0.25, 0.75, -1, 0.5, 1, -0.25, -0.75, 0.5};
    private static final double[] LABEL = {0, 1, 0, 1, 1, 0, -1, 0, 1, -1};
    private static final int SEGMENT = 5;
    private static final double W = 0.8;
    private static final double RW = 0.9;

    private GradientEffects() {}

    static List<Effect> all() {
        return List.of(
                new Effect(
                        "attention-doubled",
                        () -> attention(),
                        () -> Tiny.reading(
                                2, Tiny.rnn(3).build(), Tiny.everyStep().build()),
                        GradientEffects::attentionFactors),
                new Effect(
                        "truncated-state",
                        () -> truncated(SEGMENT),
                        () -> installed(truncated(SEGMENT)),
                        GradientEffects::secondSegment),
                new Effect(
                        "truncated-backward-length",
                        () -> truncated(2),
                        () -> truncated(SEGMENT),
                        GradientEffects::backwardLengths),
                new Effect(
                        "truncated-trains-nothing",
                        () -> inRows(BackpropType.TruncatedBPTT),
                        () -> inRows(BackpropType.Standard),
                        GradientEffects::updatesMade),
                new Effect(
                        "frozen-stops-errors",
                        () -> frozen(new FrozenLayer(Tiny.dense(2).build())),
                        () -> frozen(new FrozenLayerWithBackprop(Tiny.dense(2).build())),
                        GradientEffects::belowFrozen),
                new Effect(
                        "layer-normalisation",
                        () -> layerNorm(true),
                        () -> layerNorm(false),
                        GradientEffects::layerNormalised),
                new Effect(
                        "last-step-of-padded",
                        () -> lastStep(Tiny.lstm(2).build()),
                        () -> lastStep(Tiny.rnn(2).build()),
                        GradientEffects::padded),
                new Effect(
                        "masks-ignored",
                        () -> masked(Tiny.lstm(3).build()),
                        () -> masked(Tiny.rnn(3).build()),
                        GradientEffects::whatThePaddingChanges));
    }

    private static Model installed(MultiLayerNetwork network) {
        RecurrentLayers.install(network);
        return network;
    }

    private static MultiLayerNetwork attention() {
        return Tiny.reading(
                2,
                Tiny.rnn(3).build(),
                new SelfAttentionLayer.Builder()
                        .nOut(3)
                        .nHeads(1)
                        .projectInput(true)
                        .build(),
                Tiny.everyStep().build());
    }

    private static List<Figure> attentionFactors() {
        MultiLayerNetwork network = attention();
        DataSet data = new DataSet(
                Nd4j.linspace(DataType.DOUBLE, -1, 0.3, 8).reshape(1, 2, 4), Nd4j.ones(DataType.DOUBLE, 1, 1, 4));
        return List.of(
                new Figure("layer below, gradient over differences", factor(network, data, "0_W"), "1.00"),
                new Figure("attention, gradient over differences", factor(network, data, "1_Wv"), "1.00"));
    }

    private static String factor(MultiLayerNetwork network, DataSet data, String name) {
        return number("%.2f", Tiny.factor(network, data, name));
    }

    private static MultiLayerNetwork truncated(int backward) {
        return Tiny.reading(
                Tiny.configuration().updater(new Sgd(0)),
                list -> list.backpropType(BackpropType.TruncatedBPTT)
                        .tBPTTForwardLength(SEGMENT)
                        .tBPTTBackwardLength(backward),
                1,
                Tiny.rnn(1).build(),
                Tiny.everyStep().build());
    }

    private static List<Figure> secondSegment() {
        double[] here = second(truncated(SEGMENT));
        double[] right = chainRule(SEGMENT);
        return List.of(
                new Figure("second segment, dL/dW", number("%.3f", here[0]), number("%.3f", right[0])),
                new Figure("second segment, dL/dRW", number("%.3f", here[1]), number("%.3f", right[1])));
    }

    private static List<Figure> backwardLengths() {
        double[] five = second(truncated(SEGMENT));
        double[] two = second(truncated(2));
        int unset = Tiny.reading(
                        Tiny.configuration(),
                        list -> list.backpropType(BackpropType.TruncatedBPTT).tBPTTForwardLength(50),
                        1,
                        Tiny.rnn(1).build(),
                        Tiny.everyStep().build())
                .getLayerWiseConfigurations()
                .getTbpttBackLength();
        return List.of(
                new Figure("what a backward length of 2 changes in dL/dW", number("%.3f", two[0] - five[0]), "not 0"),
                new Figure("backward length after tBPTTForwardLength(50)", String.valueOf(unset), "50"));
    }

    /** Returns the gradient of the second segment at W and RW. */
    private static double[] second(MultiLayerNetwork network) {
        network.getParam("0_W").assign(W);
        network.getParam("0_RW").assign(RW);
        network.getParam("1_W").assign(1);
        List<double[]> gradients = new ArrayList<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model trained) {
                gradients.add(new double[] {
                    trained.gradient().getGradientFor("0_W").getDouble(0),
                    trained.gradient().getGradientFor("0_RW").getDouble(0)
                });
            }
        });
        network.fit(Tiny.sequence(INPUT), Tiny.sequence(LABEL));
        return gradients.get(1);
    }

    /** Returns the gradient of a segment's squared errors, the state at its beginning taken as a constant. */
    private static double[] chainRule(int from) {
        double[] state = new double[INPUT.length + 1];
        for (int t = 0; t < INPUT.length; t++) {
            state[t + 1] = Math.tanh(W * INPUT[t] + RW * state[t]);
        }
        double[] gradient = new double[2];
        double fromLater = 0;
        for (int t = INPUT.length - 1; t >= from; t--) {
            double h = state[t + 1];
            double error = (2 * (h - LABEL[t]) + fromLater) * (1 - h * h);
            gradient[0] += error * INPUT[t];
            gradient[1] += error * state[t];
            fromLater = RW * error;
        }
        return gradient;
    }

    private static MultiLayerNetwork inRows(BackpropType type) {
        return Tiny.reading(
                Tiny.configuration(),
                list -> list.backpropType(type).tBPTTLength(SEGMENT),
                1,
                Tiny.rnn(1).build(),
                Tiny.output().build());
    }

    private static List<Figure> updatesMade() {
        MultiLayerNetwork network = inRows(BackpropType.TruncatedBPTT);
        network.fit(Tiny.sequence(INPUT), Tiny.row(LABEL).transpose());
        return List.of(new Figure(
                "updates by fit of two segments, labels in rows", String.valueOf(network.getIterationCount()), "2"));
    }

    private static MultiLayerNetwork frozen(Layer middle) {
        return Tiny.rows(1, Tiny.dense(2).build(), middle, Tiny.output().build());
    }

    private static List<Figure> belowFrozen() {
        String here = moved(frozen(new FrozenLayer(Tiny.dense(2).build())));
        String expected = moved(frozen(new FrozenLayerWithBackprop(Tiny.dense(2).build())));
        return List.of(new Figure("layer below a FrozenLayer", here, expected));
    }

    private static String moved(MultiLayerNetwork network) {
        INDArray before = network.getParam("0_W").dup();
        network.fit(Tiny.row(1), Tiny.row(1));
        return before.sub(network.getParam("0_W")).norm1Number().doubleValue() == 0 ? "stays" : "is trained";
    }

    private static MultiLayerNetwork layerNorm(boolean normalised) {
        return Tiny.reading(
                2,
                Tiny.rnn(3).hasLayerNorm(normalised).build(),
                Tiny.everyStep().build());
    }

    private static List<Figure> layerNormalised() {
        return List.of(new Figure("first forward pass", runs(layerNorm(true)), runs(layerNorm(false))));
    }

    private static String runs(MultiLayerNetwork network) {
        try {
            network.output(Nd4j.ones(DataType.DOUBLE, 5, 2, 4));
            return "runs";
        } catch (IllegalStateException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static MultiLayerNetwork lastStep(Layer recurrent) {
        return Tiny.reading(1, new LastTimeStep(recurrent), Tiny.output().build());
    }

    private static List<Figure> padded() {
        INDArray left = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {0, 0, 1, 1}});
        INDArray right = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}});
        return List.of(
                new Figure("LSTM, padding on the left", verdict(Tiny.lstm(2).build(), left, "0_b"), "right"),
                new Figure(
                        "both directions, padding on the right",
                        verdict(new Bidirectional(Tiny.lstm(2).build()), right, "0_bb"),
                        "right"));
    }

    private static String verdict(Layer recurrent, INDArray mask, String bias) {
        DataSet data = new DataSet(
                Nd4j.linspace(DataType.DOUBLE, -1, 0.3, 8).reshape(2, 1, 4),
                Nd4j.createFromArray(new double[][] {{1}, {-1}}),
                mask,
                null);
        double error = Tiny.error(lastStep(recurrent), data, bias);
        return error < 1e-6 ? "right" : number("off by %.0f %%", 100 * error);
    }

    private static MultiLayerNetwork masked(Layer recurrent) {
        return Tiny.reading(1, recurrent, Tiny.everyStep().build());
    }

    private static List<Figure> whatThePaddingChanges() {
        return List.of(new Figure(
                "last output of LSTM with 0 and with 9 in the padding",
                outputs(Tiny.lstm(3).build()),
                outputs(Tiny.rnn(3).build())));
    }

    private static String outputs(Layer recurrent) {
        MultiLayerNetwork network = masked(recurrent);
        INDArray mask = Nd4j.createFromArray(new double[][] {{0, 0, 1, 1}});
        double zeros = network.output(Tiny.sequence(0, 0, 0.5, -0.5), false, mask, null)
                .getDouble(0, 0, 3);
        double nines = network.output(Tiny.sequence(9, 9, 0.5, -0.5), false, mask, null)
                .getDouble(0, 0, 3);
        return zeros == nines ? "the same" : "differ";
    }
}
