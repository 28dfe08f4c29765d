// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.Bits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Deeplearning4j's OutputLayer, installed: above LastTimeStep, pooling or a dense layer. */
class InstalledOutputLayerTest {

    /** Only the output layer is ours here: one product of five terms and a loss of three, in another order. */
    private static final double DOUBLE_TOLERANCE = 1e-12;

    private static final double FLOAT_TOLERANCE = 2e-6;

    private static final int BATCH = 7;
    private static final int OUTPUTS = 3;
    private static final int STEPS = 4;

    static Stream<Arguments> networks() {
        List<Arguments> cases = new ArrayList<>();
        for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
            for (LossFunction loss : List.of(
                    LossFunction.MCXENT, LossFunction.NEGATIVELOGLIKELIHOOD, LossFunction.XENT, LossFunction.MSE)) {
                for (boolean graph : new boolean[] {false, true}) {
                    for (boolean masked : new boolean[] {false, true}) {
                        cases.add(Arguments.of(type, loss, graph, masked));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, graph {2}, label mask {3}")
    @MethodSource("networks")
    void outputScoresAndGradientAreDeeplearning4js(DataType type, LossFunction loss, boolean graph, boolean masked) {
        Trainee.Plan plan = pooled(loss).in(type).asGraph(graph);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        assertThat(ours.install()).singleElement().matches(LayerReport::installed);
        DataSet data = data(plan, loss);
        data.setLabelsMaskArray(masked ? exampleMask(type, 0) : null);
        double tolerance = type == DataType.DOUBLE ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE;
        double score = theirs.calculate(data);

        assertThat(ours.calculate(data)).isEqualTo(score, within(tolerance * score));
        assertThat(FiniteDifferences.relativeError(ours.gradientView(), theirs.gradientView()))
                .as("gradient")
                .isLessThan(tolerance);
        assertThat(FiniteDifferences.relativeError(
                        ours.output(data.getFeatures(), null), theirs.output(data.getFeatures(), null)))
                .as("output")
                .isLessThan(tolerance);
        assertThat(score(ours, data)).isEqualTo(score(theirs, data), within(tolerance * score));
        INDArray examples = scoreExamples(ours, data);
        assertThat(examples.shape()).isEqualTo(scoreExamples(theirs, data).shape());
        assertThat(FiniteDifferences.relativeError(examples, scoreExamples(theirs, data)))
                .isLessThan(tolerance);
    }

    @ParameterizedTest
    @EnumSource(
            value = LossFunction.class,
            names = {"MCXENT", "XENT", "MSE"})
    void theGradientIsTheDerivativeOfTheScoreUnderFractionalWeightsToo(LossFunction loss) {
        Trainee.Plan plan = pooled(loss);
        Trainee ours = plan.build();
        ours.install();
        DataSet data = data(plan, loss);
        data.setLabelsMaskArray(exampleMask(DataType.DOUBLE, 0.3));
        ours.calculate(data);
        INDArray gradient = ours.gradientView().dup().divi(BATCH);
        INDArray expected = FiniteDifferences.of(ours.params(), () -> ours.calculate(data));
        assertThat(FiniteDifferences.relativeError(gradient, expected)).isLessThan(1e-6);
    }

    /**
     * Two logits of -1e5 - ln 2 and -1e5: probabilities 1/3 and 2/3. Deeplearning4j's softmax of doubles takes them as
     * 0/0.
     */
    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {false, true})
    void logitsFarBelowZeroHaveTheirLossWhereDeeplearning4jHasNone(boolean graph) {
        Trainee.Plan plan = pooled(LossFunction.MCXENT).asGraph(graph);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        for (Trainee trainee : List.of(theirs, ours)) {
            org.deeplearning4j.nn.api.Layer output = layers(trainee)[2];
            output.getParam("W").assign(0);
            output.getParam("b").assign(Nd4j.createFromArray(new double[][] {{-1e5 - Math.log(2), -1e5, -2e5}}));
        }
        ours.install();
        DataSet data = data(plan, LossFunction.MCXENT);
        data.setLabels(Nd4j.zeros(DataType.DOUBLE, BATCH, OUTPUTS));
        data.getLabels().getColumn(0).assign(1);

        assertThat(theirs.calculate(data)).isNaN();
        // 1e5 has 16 digits, of which 11 are behind the point.
        assertThat(ours.calculate(data)).isEqualTo(Math.log(3), within(1e-10));
        assertThat(Double.isNaN(ours.gradientView().sumNumber().doubleValue())).isFalse();
        assertThat(score(ours, data)).isEqualTo(Math.log(3), within(1e-10));
        assertThat(scoreExamples(ours, data).getDouble(0)).isEqualTo(Math.log(3), within(1e-10));
        assertThat(theirs.output(data.getFeatures(), null).getDouble(0, 0)).isNaN();
        assertThat(ours.output(data.getFeatures(), null).getDouble(0, 1)).isEqualTo(2 / 3.0, within(1e-10));
    }

    @Test
    void aMaskOfSingleOutputsRunsOnDeeplearning4jsOwnCodeAndTheLogSaysSoOnce() {
        Trainee.Plan plan = pooled(LossFunction.XENT);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        DataSet data = data(plan, LossFunction.XENT);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, BATCH, OUTPUTS);
        mask.putScalar(2, 1, 0);
        data.setLabelsMaskArray(mask);
        try (Logged logged = Logged.of("io.backflow.recurrent.internal.output.LabelWarnings")) {
            assertThat(ours.calculate(data)).isEqualTo(theirs.calculate(data));
            assertThat(Bits.of(ours.gradientView())).isEqualTo(Bits.of(theirs.gradientView()));
            assertThat(Bits.of(scoreExamples(ours, data))).isEqualTo(Bits.of(scoreExamples(theirs, data)));
            assertThat(logged.messages()).singleElement().asString().contains("single outputs", "[7, 3]", "layer2");
        }
    }

    @Test
    void keepsAndReportsOtherLossesWeightsDropoutAndNoBias() {
        INDArray weights = Nd4j.createFromArray(new double[][] {{1, 2, 3}});
        for (Layer output : List.of(
                new OutputLayer.Builder(LossFunction.L1)
                        .nOut(OUTPUTS)
                        .activation(Activation.IDENTITY)
                        .build(),
                new RnnOutputLayer.Builder(new LossMCXENT(weights))
                        .nOut(OUTPUTS)
                        .activation(Activation.SOFTMAX)
                        .build(),
                new OutputLayer.Builder(new LossMCXENT(weights))
                        .nOut(OUTPUTS)
                        .activation(Activation.SOFTMAX)
                        .build(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(OUTPUTS)
                        .activation(Activation.SOFTMAX)
                        .dropOut(0.5)
                        .build(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(OUTPUTS)
                        .activation(Activation.SOFTMAX)
                        .hasBias(false)
                        .build())) {
            Layer below = output instanceof OutputLayer ? new LastTimeStep(lstm()) : lstm();
            List<LayerReport> reports = Trainee.Plan.of(below, output).build().install();
            assertThat(reports.stream().map(LayerReport::installed)).containsExactly(true, false);
            assertThat(reports.get(1).reason()).contains("no output layer for activation");
        }
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {false, true})
    void trainsAsDeeplearning4jAndLoadsClonesAndUninstallsAsItsOwn(boolean graph, @TempDir Path folder)
            throws IOException {
        Trainee.Plan plan = Trainee.Plan.of(new LastTimeStep(lstm()), output(LossFunction.MCXENT))
                .asGraph(graph)
                .with(new Adam(0.01));
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        assertThat(ours.install()).hasSize(2).allMatch(LayerReport::installed);
        DataSet data = data(plan, LossFunction.MCXENT);
        for (int i = 0; i < 20; i++) {
            theirs.fit(data);
            ours.fit(data);
        }
        assertThat(FiniteDifferences.relativeError(ours.params(), theirs.params()))
                .isLessThan(1e-8);
        String own = org.deeplearning4j.nn.layers.OutputLayer.class.getName();
        File file = folder.resolve("model.zip").toFile();
        Trainee loaded;
        Trainee cloned;
        if (graph) {
            ours.theGraph().save(file, true);
            loaded = Trainee.of(ComputationGraph.load(file, true));
            cloned = Trainee.of(ours.theGraph().clone());
        } else {
            ours.theNetwork().save(file, true);
            loaded = Trainee.of(MultiLayerNetwork.load(file, true));
            cloned = Trainee.of(ours.theNetwork().clone());
        }
        INDArray output = ours.output(data.getFeatures(), null);
        for (Trainee other : List.of(loaded, cloned)) {
            assertThat(layers(other)[1].getClass().getName()).isEqualTo(own);
            assertThat(FiniteDifferences.relativeError(other.output(data.getFeatures(), null), output))
                    .isLessThan(1e-10);
        }
        ours.uninstall();
        assertThat(layers(ours)[1].getClass().getName()).isEqualTo(own);
        ours.fit(data);
        theirs.fit(data);
        assertThat(FiniteDifferences.relativeError(ours.params(), theirs.params()))
                .isLessThan(1e-8);
    }

    @Test
    void anEarlyStoppingLossIsDeeplearning4js() {
        Trainee.Plan plan = pooled(LossFunction.MCXENT);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        List<DataSet> sets = List.of(data(plan, LossFunction.MCXENT), data(plan, LossFunction.MCXENT));
        DataSetLossCalculator calculator = new DataSetLossCalculator(new ListDataSetIterator<>(sets), true);
        double expected = calculator.calculateScore(theirs.theNetwork());
        assertThat(calculator.calculateScore(ours.theNetwork()))
                .isEqualTo(expected, within(DOUBLE_TOLERANCE * expected));
    }

    private static Trainee.Plan pooled(LossFunction loss) {
        return Trainee.Plan.of(
                new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
                new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build(),
                output(loss));
    }

    private static Layer lstm() {
        return new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
    }

    private static Layer output(LossFunction loss) {
        Activation f = switch (loss) {
            case MSE -> Activation.IDENTITY;
            case XENT -> Activation.SIGMOID;
            default -> Activation.SOFTMAX;
        };
        return new OutputLayer.Builder(loss).nOut(OUTPUTS).activation(f).build();
    }

    private static DataSet data(Trainee.Plan plan, LossFunction loss) {
        INDArray features = Sequences.numbers(plan.type(), 1, plan.format(), BATCH, plan.inputs(), STEPS);
        INDArray labels = loss == LossFunction.MSE
                ? Sequences.numbers(plan.type(), 2, plan.format(), BATCH, OUTPUTS, 1)
                : Sequences.oneHot(plan.type(), 2, plan.format(), BATCH, OUTPUTS, 1);
        return new DataSet(features, labels.reshape(BATCH, OUTPUTS));
    }

    private static INDArray exampleMask(DataType type, double second) {
        INDArray mask = Nd4j.ones(type, BATCH, 1);
        mask.putScalar(1, 0, second);
        return mask;
    }

    private static double score(Trainee trainee, DataSet data) {
        return trainee.isGraph()
                ? trainee.theGraph().score(data)
                : trainee.theNetwork().score(data);
    }

    private static INDArray scoreExamples(Trainee trainee, DataSet data) {
        return trainee.isGraph()
                ? trainee.theGraph().scoreExamples(data, false)
                : trainee.theNetwork().scoreExamples(data, false);
    }

    private static org.deeplearning4j.nn.api.Layer[] layers(Trainee trainee) {
        return trainee.isGraph()
                ? trainee.theGraph().getLayers()
                : trainee.theNetwork().getLayers();
    }
}
