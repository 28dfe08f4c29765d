// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetworks;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** How many labelled steps a minibatch has: of arrays, and of models as they train. */
class LabelledStepCountTest {

    private static final INDArray LABELS = Nd4j.zeros(DataType.FLOAT, 4, TestNetworks.CLASSES, 6);

    /** Steps 6, 4, 1 and none. */
    private static INDArray mask() {
        INDArray mask = Nd4j.zeros(DataType.FLOAT, 4, 6);
        int[] lengths = {6, 4, 1, 0};
        for (int i = 0; i < 4; i++) {
            for (int t = 0; t < lengths[i]; t++) {
                mask.putScalar(i, t, 1);
            }
        }
        return mask;
    }

    @Test
    void everyStepOfEveryExample() {
        assertThat(LabelledStepCount.of(LABELS, null)).isEqualTo(24);
        assertThat(LabelledStepCount.of(LABELS.permute(0, 2, 1), null, RNNFormat.NWC))
                .isEqualTo(24);
    }

    @Test
    void labelsWithoutTimeHaveOneStepAnExample() {
        assertThat(LabelledStepCount.of(Nd4j.zeros(4, 7), null)).isEqualTo(4);
        assertThat(LabelledStepCount.of(Nd4j.zeros(4, 7, 3, 2), null)).isEqualTo(4);
        assertThat(LabelledStepCount.of(Nd4j.zeros(4, 7), Nd4j.createFromArray(new float[][] {{1}, {0}, {1}, {0.5f}})))
                .isEqualTo(2.5);
    }

    @Test
    void aMaskCountsEachStepByItsWeight() {
        assertThat(LabelledStepCount.of(LABELS, mask())).isEqualTo(11);
        assertThat(LabelledStepCount.of(LABELS, mask().mul(0.25))).isEqualTo(2.75);
        assertThat(LabelledStepCount.of(LABELS, mask().castTo(DataType.BOOL))).isEqualTo(11);
        assertThat(LabelledStepCount.of(LABELS.permute(0, 2, 1), mask(), RNNFormat.NWC))
                .isEqualTo(11);
    }

    @Test
    void aWeightThatIsNotFiniteIsLeftOut() {
        INDArray broken = mask().putScalar(0, 0, Double.NaN).putScalar(0, 1, Double.POSITIVE_INFINITY);
        assertThat(LabelledStepCount.of(LABELS, broken)).isEqualTo(9);
    }

    @Test
    void everythingMaskedIsNoStep() {
        assertThat(LabelledStepCount.of(LABELS, mask().muli(0))).isEqualTo(0);
    }

    @Test
    void ofAMaskOfSingleOutputsAStepHasTheLargestWeight() {
        INDArray outputs = Nd4j.zeros(DataType.FLOAT, 4, TestNetworks.CLASSES, 6);
        outputs.putScalar(new int[] {0, 0, 0}, 1);
        outputs.putScalar(new int[] {0, 1, 0}, 1);
        outputs.putScalar(new int[] {2, 1, 5}, 1);
        outputs.putScalar(new int[] {3, 0, 2}, 0.5);
        assertThat(LabelledStepCount.of(LABELS, outputs)).isEqualTo(2.5);
        assertThat(LabelledStepCount.of(LABELS.permute(0, 2, 1), outputs.permute(0, 2, 1), RNNFormat.NWC))
                .isEqualTo(2.5);
        assertThat(LabelledStepCount.of(Nd4j.zeros(2, 3), Nd4j.createFromArray(new float[][] {{0, 0, 1}, {0, 0, 0}})))
                .isEqualTo(1);
    }

    @Test
    void manyStepsAreAddedInDouble() {
        int steps = 1 << 22;
        INDArray weights = Nd4j.valueArrayOf(new long[] {1, steps}, 0.1f, DataType.FLOAT);
        double expected = 0;
        for (int i = 0; i < steps; i++) {
            expected += 0.1f;
        }
        assertThat(LabelledStepCount.of(Nd4j.zeros(DataType.INT8, 1, 1, steps), weights))
                .isEqualTo(expected);
    }

    @Test
    void aMaskOfAnotherShapeIsRefused() {
        assertThatThrownBy(() -> LabelledStepCount.of(LABELS, Nd4j.ones(4, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A mask of labels [4, 2, 6] must have 24 weights, or one for each output of these steps,"
                        + " got [4, 5]");
    }

    private static List<Double> counts(Model model, Runnable training) {
        List<Double> counts = new ArrayList<>();
        model.setListeners(new BaseTrainingListener() {
            @Override
            public void onBackwardPass(Model trained) {
                counts.add(LabelledStepCount.of(trained));
            }
        });
        training.run();
        return counts;
    }

    private static DataSet data(@Nullable INDArray labelsMask) {
        DataSet data = TestData.sequences(DataType.DOUBLE, 4, 6, 1);
        if (labelsMask != null) {
            data.setLabelsMaskArray(labelsMask);
        }
        return data;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNetworkAndAGraphThatTrain(boolean installed) {
        MultiLayerNetwork network = TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE));
        ComputationGraph graph = TestNetworks.lstmGraph(TestNetworks.base(DataType.DOUBLE));
        if (installed) {
            RecurrentLayers.install(network);
            RecurrentLayers.install(graph);
        }
        assertThat(counts(network, () -> {
                    network.fit(data(null));
                    network.fit(data(mask()));
                    network.fit(data(mask().muli(0)));
                    network.fit(data(null));
                }))
                .containsExactly(24.0, 11.0, 0.0, 24.0);
        assertThat(counts(graph, () -> {
                    graph.fit(data(null));
                    graph.fit(data(mask()));
                    graph.fit(data(null));
                }))
                .containsExactly(24.0, 11.0, 24.0);
    }

    @Test
    void segmentsCountTheirOwnSteps() {
        MultiLayerNetwork network = TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        assertThat(counts(network, () -> {
                    network.fit(data(null));
                    network.fit(data(mask()));
                }))
                .containsExactly(16.0, 8.0, 9.0, 2.0);
        ComputationGraph graph = TestNetworks.truncatedGraph(4);
        assertThat(counts(graph, () -> {
                    graph.fit(data(null));
                    graph.fit(data(mask()));
                }))
                .containsExactly(16.0, 8.0, 9.0, 2.0);
    }

    /** DL4J's RnnLossLayer in the format NWC cannot be trained: it compares its input with itself. */
    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void eitherFormatOfEitherOutputLayer(RNNFormat format) {
        LSTM lstm =
                new LSTM.Builder().nOut(TestNetworks.CLASSES).dataFormat(format).build();
        List<Layer> outputs = List.of(
                new RnnOutputLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .dataFormat(format)
                        .nOut(TestNetworks.CLASSES)
                        .build(),
                new RnnLossLayer.Builder(LossFunction.MSE).dataFormat(format).build());
        for (Layer output : format == RNNFormat.NCW ? outputs : outputs.subList(0, 1)) {
            MultiLayerNetwork network = new MultiLayerNetwork(TestNetworks.base(DataType.DOUBLE)
                    .list(lstm, output)
                    .setInputType(InputType.recurrent(TestNetworks.INPUTS, 6, format))
                    .build());
            network.init();
            DataSet data = data(null);
            if (format == RNNFormat.NWC) {
                data.setFeatures(data.getFeatures().permute(0, 2, 1));
                data.setLabels(data.getLabels().permute(0, 2, 1));
            }
            assertThat(counts(network, () -> network.fit(data)))
                    .as("%s", output.getClass())
                    .containsExactly(24.0);
            data.setLabelsMaskArray(mask());
            assertThat(counts(network, () -> network.fit(data)))
                    .as("%s", output.getClass())
                    .containsExactly(11.0);
        }
    }

    @Test
    void theLastStepAloneCountsOnceWhateverTheFeaturesMask() {
        MultiLayerNetwork network = TestNetworks.sequential(
                TestNetworks.base(DataType.DOUBLE), new LastTimeStep(TestNetworks.lstm()), TestNetworks.once());
        TestData kind = new TestData(DataType.DOUBLE, 4, 6);
        Random random = new Random(1);
        DataSet data = new DataSet(kind.sequence(random), kind.labels(random));
        assertThat(counts(network, () -> network.fit(data))).containsExactly(4.0);
        INDArray features = mask();
        features.putScalar(3, 0, 1);
        data.setFeaturesMaskArray(features.castTo(DataType.DOUBLE));
        assertThat(counts(network, () -> network.fit(data))).containsExactly(4.0);
    }

    @Test
    void ofSeveralOutputsTheLargestCounts() {
        ComputationGraph graph = TestNetworks.twoTasks(TestNetworks.base(DataType.DOUBLE));
        org.nd4j.linalg.dataset.api.MultiDataSet data = new TestData(DataType.DOUBLE, 4, 6).twoTasks(new Random(1));
        assertThat(counts(graph, () -> graph.fit(data))).containsExactly(24.0);
        data.setLabelsMaskArray(new INDArray[] {mask(), mask().muli(0).putScalar(1, 1, 1)});
        assertThat(counts(graph, () -> graph.fit(data))).containsExactly(11.0);
    }

    @Test
    void aGraphThatHasForgottenItsLabelsSaysSo() {
        ComputationGraph graph = TestNetworks.lstmGraph(TestNetworks.base(DataType.DOUBLE));
        graph.fit(data(null));
        assertThatThrownBy(() -> LabelledStepCount.of(graph))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("onBackwardPass");
    }

    @Test
    void anotherModelIsRefused() {
        Model layer = TestNetworks.twoDenseLayers().getLayer(0);
        assertThatThrownBy(() -> LabelledStepCount.of(layer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a MultiLayerNetwork or a ComputationGraph, got "
                        + "org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer");
    }
}
