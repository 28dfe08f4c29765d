// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Norms per labelled step, beside a plain second computation of them, and what they must not depend on. */
class PerStepRecordsTest {

    private static final int EXAMPLES = 4;
    private static final int STEPS = 6;

    private final List<GradientRecord> records = new ArrayList<>();

    private GradientListener listener(Scale scale) {
        return new GradientListener(SamplingSchedule.every(1), scale, records::add);
    }

    private static DataSet data(@Nullable INDArray mask) {
        DataSet data = TestData.sequences(DataType.DOUBLE, EXAMPLES, STEPS, 1);
        if (mask != null) {
            data.setLabelsMaskArray(mask);
        }
        return data;
    }

    /** The first step of every example, the second of the first two. */
    private static INDArray mask() {
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, STEPS);
        for (int i = 0; i < EXAMPLES; i++) {
            mask.putScalar(i, 0, 1);
        }
        return mask.putScalar(0, 1, 1).putScalar(1, 1, 1);
    }

    static Stream<Model> models() {
        return Stream.of(
                TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE)),
                TestNetworks.lstmGraph(TestNetworks.base(DataType.DOUBLE)));
    }

    private static void fit(Model model, DataSet data) {
        if (model instanceof MultiLayerNetwork network) {
            network.fit(data);
        } else {
            ((ComputationGraph) model).fit(data);
        }
    }

    private static double[] elements(Model model) {
        return model.getGradientsViewArray().dup().data().asDouble();
    }

    @ParameterizedTest
    @MethodSource("models")
    void areTheSummedNormsDividedByTheLabelledSteps(Model model) {
        List<double[]> sums = new ArrayList<>();
        model.setListeners(listener(Scale.PER_STEP), new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model trained) {
                sums.add(elements(trained));
            }
        });
        fit(model, data(null));
        fit(model, data(mask()));
        double[] counts = {EXAMPLES * STEPS, 6};
        for (int i = 0; i < counts.length; i++) {
            GradientRecord record = records.get(i);
            assertThat(record.scale()).isEqualTo(Scale.PER_STEP);
            assertThat(record.miniBatch()).isEqualTo(new MiniBatch(EXAMPLES, counts[i]));
            NaiveNorms.check(
                    "update " + i,
                    record.at(Stage.RAW).orElseThrow().global(),
                    sums.get(i),
                    1 / counts[i],
                    NaiveNorms.ORDER_OF_SUMMATION);
        }
    }

    /** An update without a labelled step has no gradient. */
    @ParameterizedTest
    @MethodSource("models")
    void whereEverythingIsMaskedTheyAreZero(Model model) {
        model.setListeners(listener(Scale.PER_STEP));
        fit(model, data(mask().muli(0)));
        assertThat(records.get(0).miniBatch().labelledSteps()).isZero();
        assertThat(records.get(0).at(Stage.RAW).orElseThrow().global().l2()).isZero();
    }

    private double norm(MultiLayerNetwork network, DataSet data) {
        records.clear();
        network.setListeners(listener(Scale.PER_STEP));
        network.fit(data);
        return records.get(0).at(Stage.RAW).orElseThrow().global().l2();
    }

    private static MultiLayerNetwork standing(boolean recurrent) {
        NeuralNetConfiguration.Builder base = TestNetworks.base(DataType.DOUBLE).updater(new Sgd(0));
        return recurrent ? TestNetworks.lstmNetwork(base) : TestNetworks.sequential(base, TestNetworks.eachStep());
    }

    @Test
    void doNotChangeWhereEveryExampleIsThereTwice() {
        DataSet once = data(mask());
        DataSet twice = new DataSet(
                Nd4j.concat(0, once.getFeatures(), once.getFeatures()),
                Nd4j.concat(0, once.getLabels(), once.getLabels()),
                null,
                Nd4j.concat(0, mask(), mask()));
        MultiLayerNetwork network = standing(true);
        double norm = norm(network, once);
        assertThat(norm).isPositive();
        assertThat(norm(network, twice)).isCloseTo(norm, within(NaiveNorms.ORDER_OF_SUMMATION * norm));
    }

    /** Without recurrence the loss of a sequence that is there twice is twice the loss. */
    @Test
    void doNotChangeWhereSequencesGoOnTwiceAsLong() {
        DataSet once = data(null);
        DataSet twice = new DataSet(
                Nd4j.concat(2, once.getFeatures(), once.getFeatures()),
                Nd4j.concat(2, once.getLabels(), once.getLabels()));
        MultiLayerNetwork network = standing(false);
        double norm = norm(network, once);
        assertThat(norm(network, twice)).isCloseTo(norm, within(NaiveNorms.ORDER_OF_SUMMATION * norm));
    }

    /** A mask of fractions weighs loss and count alike. */
    @Test
    void doNotChangeWhereAllWeightsAreHalved() {
        MultiLayerNetwork network = standing(true);
        RecurrentLayers.install(network);
        double norm = norm(network, data(mask()));
        assertThat(norm(network, data(mask().mul(0.5)))).isCloseTo(norm, within(NaiveNorms.ORDER_OF_SUMMATION * norm));
    }

    @Test
    void paddingDoesNotChangeThem() {
        DataSet plain = TestData.sequences(DataType.DOUBLE, EXAMPLES, STEPS, 3);
        DataSet padded = new DataSet(
                Nd4j.concat(2, plain.getFeatures(), Nd4j.ones(DataType.DOUBLE, EXAMPLES, TestNetworks.INPUTS, 5)),
                Nd4j.concat(2, plain.getLabels(), Nd4j.zeros(DataType.DOUBLE, EXAMPLES, TestNetworks.CLASSES, 5)),
                null,
                Nd4j.concat(1, Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS), Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 5)));
        MultiLayerNetwork network = standing(true);
        double norm = norm(network, plain);
        assertThat(norm(network, padded)).isCloseTo(norm, within(NaiveNorms.ORDER_OF_SUMMATION * norm));
    }

    @Test
    void eachSegmentOfTruncatedBpttHasItsOwn() {
        MultiLayerNetwork network = TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        network.setListeners(listener(Scale.PER_STEP));
        network.fit(data(null));
        assertThat(records)
                .extracting(record -> record.miniBatch().labelledSteps())
                .containsExactly(16.0, 8.0);
    }

    @Test
    void meansSayTheCountToo() {
        MultiLayerNetwork network = standing(true);
        network.setListeners(listener(Scale.MEAN));
        network.fit(data(mask()));
        assertThat(records.get(0).miniBatch()).isEqualTo(new MiniBatch(EXAMPLES, 6));
    }
}
