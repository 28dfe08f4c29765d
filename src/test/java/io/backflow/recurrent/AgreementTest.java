// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
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
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Where Deeplearning4j is right (full BPTT, no feature mask) installed layers compute the same. */
class AgreementTest {

    private static final double DOUBLE_TOLERANCE = 1e-10;

    /**
     * Relative, in the 2-norm: about 30 float roundings (6e-8). Both sides sum a few hundred products in different
     * orders, and our tanh is off by up to 5 ulp, which twelve steps of recurrence pass on.
     */
    private static final double FLOAT_TOLERANCE = 2e-6;

    private static final int BATCH = 4;
    private static final int STEPS = 12;
    private static final int OUTPUTS = 3;

    static Stream<Arguments> networks() {
        List<Arguments> cases = new ArrayList<>();
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            for (RNNFormat format : RNNFormat.values()) {
                for (LossFunction loss : List.of(
                        LossFunction.MCXENT, LossFunction.NEGATIVELOGLIKELIHOOD, LossFunction.XENT, LossFunction.MSE)) {
                    for (boolean graph : new boolean[] {true, false}) {
                        for (boolean labelMask : new boolean[] {true, false}) {
                            cases.add(Arguments.of(type, format, loss, graph, labelMask));
                        }
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, graph {3}, label mask {4}")
    @MethodSource("networks")
    void outputScoreAndGradientAgree(
            DataType type, RNNFormat format, LossFunction loss, boolean graph, boolean masked) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), rnn(), output(loss))
                .inputs(5)
                .in(type)
                .in(format)
                .asGraph(graph);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        assertThat(ours.install()).hasSize(3).allMatch(LayerReport::installed);
        DataSet data = loss == LossFunction.MSE
                ? Sequences.regression(plan, BATCH, OUTPUTS, STEPS)
                : Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
        data.setLabelsMaskArray(masked ? Sequences.mask(type, "right", BATCH, STEPS) : null);
        double tolerance = type == DataType.DOUBLE ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE;

        INDArray output = theirs.output(data.getFeatures(), null);
        assertThat(FiniteDifferences.relativeError(ours.output(data.getFeatures(), null), output))
                .as("output")
                .isLessThan(tolerance);
        double score = theirs.calculate(data);
        assertThat(ours.calculate(data)).isEqualTo(score, within(tolerance * score));
        assertThat(FiniteDifferences.relativeError(ours.gradientView(), theirs.gradientView()))
                .as("gradient")
                .isLessThan(tolerance);
        // The score that a backward pass has yielded is handed out once; asked again, it is computed.
        assertThat(ours.calculate(data)).isEqualTo(score, within(tolerance * score));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void staysTogetherOverAHundredIterations(DataType type) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), rnn(), output(LossFunction.MCXENT))
                .inputs(5)
                .in(type)
                .with(new Adam(1e-3));
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        DataSet data = Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
        INDArray start = ours.params().dup();
        for (int i = 0; i < 100; i++) {
            theirs.fit(data);
            ours.fit(data);
        }
        assertThat(FiniteDifferences.relativeError(ours.params(), start)).isGreaterThan(0.05);
        // Adam divides by the size of the gradient, so that rounding in small gradients counts as much as in large
        // ones.
        double tolerance = type == DataType.DOUBLE ? 1e-8 : 2e-3;
        assertThat(FiniteDifferences.relativeError(ours.params(), theirs.params()))
                .isLessThan(tolerance);
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void aModelTrainedWithInstalledLayersLoadsAsPlainDeeplearning4j(boolean graph, @TempDir Path folder)
            throws IOException {
        Trainee.Plan plan = Trainee.Plan.of(
                        new Bidirectional(Bidirectional.Mode.ADD, lstm()), rnn(), output(LossFunction.MCXENT))
                .inputs(5)
                .asGraph(graph)
                .with(new Sgd(0.1));
        Trainee ours = plan.build();
        DataSet data = Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
        ours.fit(data);
        ours.install();
        ours.fit(data);
        INDArray output = ours.output(data.getFeatures(), null);
        File file = folder.resolve("model.zip").toFile();
        INDArray loaded;
        if (graph) {
            ours.theGraph().save(file, true);
            loaded = ComputationGraph.load(file, true).output(data.getFeatures())[0];
        } else {
            ours.theNetwork().save(file, true);
            loaded = MultiLayerNetwork.load(file, true).output(data.getFeatures());
        }
        assertThat(FiniteDifferences.relativeError(output, loaded)).isLessThan(DOUBLE_TOLERANCE);
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void uninstallGivesDeeplearning4jsLayersBackAndTheyGoOnTraining(boolean graph) {
        Trainee.Plan plan = Trainee.Plan.of(
                        new Bidirectional(Bidirectional.Mode.ADD, lstm()), rnn(), output(LossFunction.MCXENT))
                .inputs(5)
                .asGraph(graph)
                .with(new Adam(0.01));
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        DataSet data = Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
        for (int i = 0; i < 3; i++) {
            theirs.fit(data);
            ours.install();
            ours.fit(data);
            ours.uninstall();
            theirs.fit(data);
            ours.fit(data);
        }
        assertThat(classes(ours)).isEqualTo(classes(theirs));
        assertThat(FiniteDifferences.relativeError(ours.params(), theirs.params()))
                .isLessThan(DOUBLE_TOLERANCE);
    }

    private static List<String> classes(Trainee trainee) {
        org.deeplearning4j.nn.api.Layer[] layers = trainee.model() instanceof MultiLayerNetwork network
                ? network.getLayers()
                : trainee.theGraph().getLayers();
        return Stream.of(layers).map(layer -> layer.getClass().getName()).toList();
    }

    @Test
    void streamingInferenceCarriesTheStateOneStepAtATime() {
        Trainee.Plan plan =
                Trainee.Plan.of(lstm(), rnn(), output(LossFunction.MCXENT)).inputs(5);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        for (int t = 0; t < 4; t++) {
            INDArray step = Sequences.numbers(DataType.DOUBLE, t, RNNFormat.NCW, BATCH, 5, t == 2 ? 3 : 1);
            if (t == 3) {
                ours.clearState();
                theirs.clearState();
            }
            assertThat(FiniteDifferences.relativeError(ours.timeStep(step), theirs.timeStep(step)))
                    .as("step %d", t)
                    .isLessThan(DOUBLE_TOLERANCE);
        }
    }

    @Test
    void inputDropoutDrawsAndMasksTheSameUnits() {
        Trainee.Plan plan =
                Trainee.Plan.of(dropping(), rnn(), output(LossFunction.MCXENT)).inputs(5);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        assertThat(ours.install()).allMatch(LayerReport::installed);
        DataSet data = Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
        double score = calculateSeeded(theirs, data);
        assertThat(calculateSeeded(ours, data)).isEqualTo(score, within(DOUBLE_TOLERANCE));
        assertThat(FiniteDifferences.relativeError(ours.gradientView(), theirs.gradientView()))
                .isLessThan(DOUBLE_TOLERANCE);
    }

    /** Between two of our layers the draw falls on other units, because the array is laid out otherwise. */
    @Test
    void dropoutBetweenInstalledLayersAgreesWithFiniteDifferences() {
        Trainee.Plan plan =
                Trainee.Plan.of(rnn(), dropping(), output(LossFunction.MSE)).inputs(3);
        Trainee ours = plan.build();
        ours.install();
        DataSet data = Sequences.regression(plan, 2, OUTPUTS, 4);
        calculateSeeded(ours, data);
        INDArray gradient = ours.gradientView().dup().divi(2);
        INDArray expected = FiniteDifferences.of(ours.params(), () -> calculateSeeded(ours, data));
        assertThat(FiniteDifferences.relativeError(gradient, expected)).isLessThan(1e-6);
    }

    private static Layer dropping() {
        return new LSTM.Builder()
                .nOut(4)
                .activation(Activation.TANH)
                .dropOut(0.6)
                .build();
    }

    private static double calculateSeeded(Trainee trainee, DataSet data) {
        Nd4j.getRandom().setSeed(11);
        return trainee.calculate(data);
    }

    private static Layer lstm() {
        return new LSTM.Builder().nOut(6).activation(Activation.TANH).build();
    }

    private static Layer rnn() {
        return new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).build();
    }

    private static Layer output(LossFunction loss) {
        Activation f = switch (loss) {
            case MSE -> Activation.IDENTITY;
            case XENT -> Activation.SIGMOID;
            default -> Activation.SOFTMAX;
        };
        return new RnnOutputLayer.Builder(loss).nOut(OUTPUTS).activation(f).build();
    }
}
