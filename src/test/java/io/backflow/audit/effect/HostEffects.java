// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import static io.backflow.audit.effect.Tiny.number;

import io.backflow.audit.effect.Effect.Figure;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What stands around a network: listeners, scores, counts and random numbers. */
final class HostEffects {

    private static final String STATS = "findings/dl4j-stats-listener-stale-gradient.sh";

    private HostEffects() {}

    /** Has the name of the listener behind Deeplearning4j's training page, whose library no test of ours has. */
    private static final class StatsListener extends BaseTrainingListener {}

    static List<Effect> all() {
        return List.of(
                new Effect("output-format", () -> answering(false), () -> answering(true), HostEffects::formats),
                new Effect(
                        "mistakes-not-unlearnt",
                        () -> labelling(15),
                        () -> labelling(1),
                        HostEffects::gradientOfAMistake),
                new Effect("score-capped", () -> classifying(30), () -> classifying(1), HostEffects::scoreOfAMistake),
                new Effect(
                        "truncated-score",
                        () -> with(truncated(BackpropType.TruncatedBPTT), new ScoreIterationListener(1)),
                        () -> with(truncated(BackpropType.Standard), new ScoreIterationListener(1)),
                        HostEffects::scores),
                new Effect(
                        "stats-listener",
                        () -> with(output(), new StatsListener()),
                        () -> with(output(), new ScoreIterationListener(1)),
                        HostEffects::reportOfIterationTen),
                new Effect(
                        "checkpoint-listener",
                        () -> with(output(), checkpoints(new File("."))),
                        () -> with(output(), new ScoreIterationListener(1)),
                        HostEffects::countOfACheckpoint),
                new Effect("listeners-lost", () -> trained().clone(), () -> trained(), HostEffects::listenersOfAClone),
                new Effect(
                        "maximum-hides-nan",
                        () -> pooling(PoolingType.MAX),
                        () -> pooling(PoolingType.AVG),
                        HostEffects::maximumOfNotANumber),
                new Effect("shared-random-numbers", () -> dropping(), () -> output(), HostEffects::droppedUnits));
    }

    private static MultiLayerNetwork with(MultiLayerNetwork network, BaseTrainingListener listener) {
        network.setListeners(listener);
        return network;
    }

    private static MultiLayerNetwork output() {
        return Tiny.rows(2, Tiny.output().build());
    }

    private static MultiLayerNetwork trained() {
        MultiLayerNetwork network = with(output(), new ScoreIterationListener(100));
        network.fit(Tiny.row(1, 2), Tiny.row(1));
        return network;
    }

    /** Returns a graph whose input types are not given, so that nothing tells its output layer. */
    private static ComputationGraph answering(boolean format) {
        RnnOutputLayer.Builder output =
                new RnnOutputLayer.Builder(LossFunction.MSE).nIn(2).nOut(1).activation(Activation.IDENTITY);
        ComputationGraph graph = new ComputationGraph(Tiny.configuration()
                .graphBuilder()
                .addInputs("in")
                .addLayer("rnn", Tiny.rnn(2).nIn(1).build(), "in")
                .addLayer("out", (format ? output.dataFormat(RNNFormat.NCW) : output).build(), "rnn")
                .setOutputs("out")
                .build());
        graph.init();
        return graph;
    }

    private static List<Figure> formats() {
        return List.of(new Figure("training of a graph with 2 units and 1 output", trains(false), trains(true)));
    }

    private static String trains(boolean format) {
        try {
            answering(format).fit(new DataSet(Tiny.sequence(1, 2, 3), Tiny.sequence(1, 2, 3)));
            return "runs";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static MultiLayerNetwork classifying(double weight) {
        MultiLayerNetwork network = Tiny.reading(
                1,
                Tiny.rnn(1).build(),
                Tiny.everyStep()
                        .nOut(2)
                        .lossFunction(new LossMCXENT())
                        .activation(Activation.SOFTMAX)
                        .build());
        network.getParam("1_W").assign(Tiny.row(weight, 0));
        return network;
    }

    private static MultiLayerNetwork labelling(double weight) {
        MultiLayerNetwork network = Tiny.reading(
                1,
                Tiny.rnn(1).build(),
                Tiny.everyStep()
                        .lossFunction(new LossBinaryXENT())
                        .activation(Activation.SIGMOID)
                        .build());
        network.getParam("1_W").assign(weight);
        return network;
    }

    private static List<Figure> scoreOfAMistake() {
        ILossFunction loss = new LossMCXENT();
        IActivation softmax = new ActivationSoftmax();
        INDArray label = Tiny.row(0, 1);
        return List.of(
                new Figure(
                        "score of a wrong answer, logits 30 apart",
                        number("%.2f", loss.computeScore(label, Tiny.row(30, 0), softmax, null, false)),
                        "30.00"),
                new Figure(
                        "slope of the score there",
                        number(
                                "%.2f",
                                loss.computeScore(label, Tiny.row(31, 0), softmax, null, false)
                                        - loss.computeScore(label, Tiny.row(30, 0), softmax, null, false)),
                        number(
                                        "%.2f",
                                        loss.computeGradient(label, Tiny.row(30, 0), softmax, null)
                                                .getDouble(0))
                                + ", as the gradient says"));
    }

    private static List<Figure> gradientOfAMistake() {
        double gradient = new LossBinaryXENT()
                .computeGradient(Tiny.row(0), Tiny.row(15), new ActivationSigmoid(), null)
                .getDouble(0);
        return List.of(new Figure("gradient of a wrong answer at a logit of 15", number("%.2f", gradient), "1.00"));
    }

    private static MultiLayerNetwork truncated(BackpropType type) {
        return Tiny.reading(
                Tiny.configuration(),
                list -> list.backpropType(type).tBPTTLength(4),
                1,
                Tiny.rnn(1).build(),
                Tiny.everyStep().build());
    }

    private static List<Figure> scores() {
        return List.of(new Figure(
                "score of 6 steps with a loss of 1 each, segments of 4",
                score(BackpropType.TruncatedBPTT),
                score(BackpropType.Standard)));
    }

    private static String score(BackpropType type) {
        MultiLayerNetwork network = truncated(type);
        network.setLearningRate(0);
        network.params().assign(0);
        network.fit(Nd4j.ones(DataType.DOUBLE, 1, 1, 6), Nd4j.ones(DataType.DOUBLE, 1, 1, 6));
        return number("%.0f", network.score());
    }

    /** Of another library: what the finding about it prints, which is run by itself. */
    private static List<Figure> reportOfIterationTen() throws java.io.IOException {
        String line = Files.readAllLines(Path.of(STATS)).stream()
                .filter(each -> each.startsWith("report of iteration 10: "))
                .findFirst()
                .orElseThrow();
        return List.of(new Figure(
                "gradient in the report of iteration 10, by `" + STATS + "`",
                line.replace("report of iteration 10: gradient", "that of iteration"),
                "that of iteration 10"));
    }

    private static CheckpointListener checkpoints(File folder) {
        return new CheckpointListener.Builder(folder)
                .saveEveryNIterations(1)
                .keepAll()
                .build();
    }

    private static List<Figure> countOfACheckpoint() throws java.io.IOException {
        Path folder = Files.createTempDirectory("checkpoints");
        try {
            CheckpointListener listener = checkpoints(folder.toFile());
            MultiLayerNetwork network = with(output(), listener);
            network.fit(Tiny.row(1, 2), Tiny.row(1));
            network.fit(Tiny.row(1, 2), Tiny.row(1));
            MultiLayerNetwork saved = MultiLayerNetwork.load(listener.getFileForCheckpoint(0), false);
            boolean afterTwo = saved.params().equals(network.params());
            return List.of(new Figure(
                    "iterations counted in a checkpoint after " + (afterTwo ? 2 : 1) + " updates",
                    String.valueOf(saved.getIterationCount()),
                    afterTwo ? "2" : "1"));
        } finally {
            try (java.util.stream.Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static List<Figure> listenersOfAClone() {
        MultiLayerNetwork clone = trained().clone();
        return List.of(new Figure(
                "listeners of a clone after " + clone.getIterationCount() + " update",
                String.valueOf(clone.getListeners().size()),
                "1"));
    }

    private static MultiLayerNetwork pooling(PoolingType type) {
        return Tiny.reading(
                1,
                Tiny.rnn(2).build(),
                new GlobalPoolingLayer(type),
                Tiny.output().build());
    }

    private static List<Figure> maximumOfNotANumber() {
        MultiLayerNetwork network = Tiny.reading(
                1,
                new GlobalPoolingLayer(PoolingType.MAX),
                new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build());
        network.params().assign(1);
        INDArray values = Tiny.sequence(1, Double.NaN, 2);
        return List.of(
                new Figure(
                        "maximum of 1, NaN, 2",
                        String.valueOf(values.maxNumber().doubleValue()),
                        "NaN"),
                new Figure(
                        "output above max pooling of 1, NaN, 2",
                        String.valueOf(network.output(values).getDouble(0)),
                        "NaN"));
    }

    private static MultiLayerNetwork dropping() {
        return Tiny.rows(500, Tiny.output().dropOut(0.5).build());
    }

    private static List<Figure> droppedUnits() {
        MultiLayerNetwork network = dropping();
        double first = pass(network);
        double second = pass(network);
        output();
        double third = pass(network);
        output();
        double fourth = pass(network);
        return List.of(new Figure(
                "units dropped in two passes, a network built before each",
                units(third, fourth),
                units(first, second)));
    }

    private static double pass(Model model) {
        return ((MultiLayerNetwork) model)
                .output(Nd4j.ones(DataType.DOUBLE, 1, 500), true)
                .getDouble(0);
    }

    private static String units(double first, double second) {
        return first == second ? "the same" : "different";
    }
}
