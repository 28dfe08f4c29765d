// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.Bits;
import io.backflow.recurrent.internal.attention.AttentionFactor;
import io.backflow.recurrent.internal.attention.AttentionKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Attention of all kinds over an LSTM, its gradient as Deeplearning4j has it and as installed. */
@ExtendWith(DoubleByDefault.class)
class AttentionTest {

    private static final int BATCH = 3;
    private static final int STEPS = 4;
    private static final int UNITS = 2;
    private static final double RELATIVE_ERROR = 1e-6;

    static Stream<Arguments> kinds() {
        return Stream.of("self", "recurrent", "vertex")
                .flatMap(kind -> Stream.of(true, false).map(projected -> Arguments.of(kind, projected)));
    }

    private static Trainee build(String kind, boolean projected) {
        return build(kind, projected, DataType.DOUBLE);
    }

    private static Trainee build(String kind, boolean projected, DataType type) {
        if (!kind.equals("vertex")) {
            return Trainee.Plan.of(lstm(), attention(kind, projected), output())
                    .in(type)
                    .with(new Adam(0.01))
                    .build();
        }
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .addLayer("below", lstm(), "in")
                .addVertex(
                        "attention",
                        new AttentionVertex.Builder()
                                .nInQueries(UNITS)
                                .nInKeys(UNITS)
                                .nInValues(UNITS)
                                .nOut(UNITS)
                                .projectInput(projected)
                                .build(),
                        "below",
                        "below",
                        "below")
                .addLayer("out", output(), "attention")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(2, RNNFormat.NCW))
                .build();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return Trainee.of(graph);
    }

    private static Layer lstm() {
        return new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static Layer output() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nIn(UNITS)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .dataFormat(RNNFormat.NCW)
                .build();
    }

    private static Layer attention(String kind, boolean projected) {
        return switch (kind) {
            case "self" ->
                new SelfAttentionLayer.Builder()
                        .nIn(UNITS)
                        .nOut(UNITS)
                        .nHeads(projected ? 2 : 1)
                        .projectInput(projected)
                        .build();
            default ->
                new RecurrentAttentionLayer.Builder()
                        .nIn(UNITS)
                        .nOut(UNITS)
                        .nHeads(1)
                        .projectInput(projected)
                        .build();
        };
    }

    private static DataSet data(DataType type, boolean masked) {
        DataSet data = Sequences.regression(Trainee.Plan.of(lstm()).in(type), BATCH, 1, STEPS);
        if (masked) {
            data.setFeaturesMaskArray(Sequences.mask(type, "right", BATCH, STEPS));
            data.setLabelsMaskArray(Sequences.mask(type, "right", BATCH, STEPS));
        }
        return data;
    }

    /** Every eighth parameter of all layers, moved by itself; {@code AuditTableTest} has more shapes and masks. */
    @ParameterizedTest(name = "{0}, projected {1}")
    @MethodSource("kinds")
    void theGradientIsThatOfFiniteDifferencesWhereDeeplearning4jsIsTwiceAsLong(String kind, boolean projected) {
        Trainee trainee = build(kind, projected);
        DataSet data = data(DataType.DOUBLE, projected);
        INDArray theirs = gradient(trainee, data);
        trainee.install();
        INDArray ours = gradient(trainee, data);
        INDArray expected = FiniteDifferences.every(8, trainee.params(), () -> BATCH * trainee.calculate(data));
        INDArray sampled = ours.get(NDArrayIndex.interval(0, 8, ours.length())).dup();
        assertThat(FiniteDifferences.relativeError(sampled, expected)).isLessThan(RELATIVE_ERROR);
        // The output layer's three parameters come last, and are right.
        INDArray twice = ours.mul(2);
        twice.get(NDArrayIndex.interval(ours.length() - 3, ours.length())).divi(2);
        assertThat(FiniteDifferences.relativeError(theirs, twice)).isLessThan(1e-12);
    }

    private static INDArray gradient(Trainee trainee, DataSet data) {
        trainee.calculate(data);
        INDArray view = trainee.gradientView();
        return view.reshape(view.length()).dup();
    }

    @ParameterizedTest(name = "{0}, projected {1}")
    @MethodSource("kinds")
    void outputsAreDeeplearning4jsToTheBit(String kind, boolean projected) {
        Trainee trainee = build(kind, projected, DataType.FLOAT);
        DataSet data = data(DataType.FLOAT, true);
        INDArray features = data.getFeatures();
        INDArray mask = data.getFeaturesMaskArray();
        INDArray below = Sequences.numbers(features.dataType(), 9, RNNFormat.NCW, BATCH, UNITS, STEPS);
        INDArray theirs = attention(trainee, below, mask);
        trainee.install();
        INDArray ours = attention(trainee, below, mask);
        assertThat(Bits.of(ours)).isEqualTo(Bits.of(theirs));
    }

    private static INDArray attention(Trainee trainee, INDArray in, INDArray mask) {
        org.deeplearning4j.nn.workspace.LayerWorkspaceMgr none =
                org.deeplearning4j.nn.workspace.LayerWorkspaceMgr.noWorkspaces();
        if (trainee.isGraph()) {
            GraphVertex vertex = trainee.theGraph().getVertex("attention");
            vertex.setInputs(in, in, in);
            vertex.feedForwardMaskArrays(new INDArray[] {mask, mask, mask}, null, BATCH);
            return vertex.doForward(true, none).dup();
        }
        org.deeplearning4j.nn.api.Layer layer = trainee.theNetwork().getLayer(1);
        layer.setMaskArray(mask);
        return layer.activate(in, true, none).dup();
    }

    @ParameterizedTest(name = "{0}, projected {1}")
    @MethodSource("kinds")
    void uninstallGivesDeeplearning4jsBackAndBothGoOnTraining(String kind, boolean projected) {
        Trainee trainee = build(kind, projected);
        DataSet data = data(DataType.DOUBLE, false);
        List<String> before = classes(trainee);
        trainee.fit(data);
        List<LayerReport> reports = trainee.install();
        assertThat(reports).hasSize(3).allMatch(LayerReport::installed);
        assertThat(reports.stream().map(LayerReport::reason))
                .filteredOn(reason -> reason.contains("divided by 2"))
                .hasSize(1);
        assertThat(trainee.install()).containsExactlyInAnyOrderElementsOf(reports);
        assertThat(classes(trainee)).isNotEqualTo(before);
        double score = trainee.calculate(data);
        trainee.fit(data);
        trainee.fit(data);
        assertThat(trainee.calculate(data)).isLessThan(score);

        trainee.uninstall();
        assertThat(classes(trainee)).isEqualTo(before);
        INDArray parameters = trainee.params().dup();
        trainee.fit(data);
        assertThat(FiniteDifferences.relativeError(trainee.params(), parameters)).isPositive();
    }

    private static List<String> classes(Trainee trainee) {
        if (trainee.isGraph()) {
            return Stream.of(trainee.theGraph().getVertices())
                    .map(vertex -> (vertex.hasLayer() ? vertex.getLayer() : vertex)
                            .getClass()
                            .getName())
                    .toList();
        }
        return Stream.of(trainee.theNetwork().getLayers())
                .map(layer -> layer.getClass().getName())
                .toList();
    }

    @Test
    void aSavedModelIsPlainDeeplearning4j(@TempDir Path folder) throws IOException {
        Trainee trainee = build("vertex", true);
        DataSet data = data(DataType.DOUBLE, false);
        trainee.install();
        trainee.fit(data);
        trainee.theGraph().save(folder.resolve("model.zip").toFile(), true);
        ComputationGraph loaded =
                ComputationGraph.load(folder.resolve("model.zip").toFile(), true);
        assertThat(loaded.getVertex("attention").getClass().getName()).startsWith("org.deeplearning4j");
        assertThat(trainee.theGraph().getVertex("attention").getClass().getName())
                .startsWith("io.backflow");
        INDArray expected = trainee.output(data.getFeatures(), null);
        assertThat(FiniteDifferences.relativeError(loaded.output(data.getFeatures())[0], expected))
                .isLessThan(1e-12);
    }

    /** The record of Deeplearning4j 1.0.0-M2.1; of one that is mended the factor is 1, and its layers are left alone. */
    @Test
    void theFactorIsMeasuredForEveryKind() {
        for (Class<?> type :
                List.of(SelfAttentionLayer.class, RecurrentAttentionLayer.class, AttentionVertex.class)) {
            for (boolean projected : new boolean[] {true, false}) {
                AttentionFactor factor = AttentionFactor.of(new AttentionKind(type, projected));
                assertThat(factor.value()).as("%s, projected %s", type, projected).isEqualTo(2);
                assertThat(factor.obstacle()).isEmpty();
            }
        }
    }

    /**
     * The record of Deeplearning4j 1.0.0-M2.1 on the CPU: LearnedSelfAttentionLayer cannot be run at all, so that there
     * is nothing to measure. When an upgrade mends this, the test fails, and the kind belongs with the others.
     */
    @Test
    void learnedAttentionWhichDeeplearning4jCannotRunIsLeftAloneAndReported() {
        Layer learned = new LearnedSelfAttentionLayer.Builder()
                .nIn(UNITS)
                .nOut(UNITS)
                .nHeads(1)
                .nQueries(STEPS)
                .projectInput(true)
                .build();
        Trainee trainee = Trainee.Plan.of(lstm(), learned, output()).build();
        DataSet data = data(DataType.DOUBLE, false);
        assertThatThrownBy(() -> trainee.calculate(data)).hasMessageContaining("scatter_update");
        List<String> before = classes(trainee);
        LayerReport report = trainee.install().get(1);
        assertThat(report.installed()).isFalse();
        assertThat(report.reason()).contains("cannot be run").contains("scatter_update");
        assertThat(classes(trainee).get(1)).isEqualTo(before.get(1));
    }

    @Test
    void halvesTheGradientOfAFloatNetworkExactly() {
        Trainee trainee = build("self", true, DataType.FLOAT);
        DataSet data = data(DataType.FLOAT, true);
        trainee.calculate(data);
        org.deeplearning4j.nn.api.Layer theirs = trainee.theNetwork().getLayer(1);
        INDArray before = theirs.getGradientsViewArray().dup();
        assertThat(before.norm2Number().doubleValue()).isPositive();
        trainee.install();
        trainee.calculate(data);
        INDArray after = trainee.theNetwork().getLayer(1).getGradientsViewArray();
        assertThat(after.sub(before.mul(0.5)).norm2Number().doubleValue())
                .isCloseTo(0, within(1e-6 * before.norm2Number().doubleValue()));
    }
}
