// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class GradientListenerTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;
    private static final SamplingSchedule NEVER = update -> false;

    private final List<GradientRecord> records = Collections.synchronizedList(new ArrayList<>());

    private static void train(Model model, TestNetwork kind, int updates) {
        for (int i = 0; i < updates; i++) {
            TestNetwork.fit(model, kind.data(DataType.DOUBLE, 4, i));
        }
    }

    private List<Long> recordedUpdates() {
        return records.stream().map(gradient -> gradient.index().update()).toList();
    }

    @Test
    void recordsEveryNthUpdateAndTheLastWhenClosed() {
        Model model = KIND.build(DataType.DOUBLE);
        GradientListener listener = new GradientListener(SamplingSchedule.every(3), Scale.MEAN, records::add);
        model.setListeners(listener);
        train(model, KIND, 8);
        assertThat(recordedUpdates()).containsExactly(0L, 3L, 6L);
        listener.close();
        assertThat(recordedUpdates()).containsExactly(0L, 3L, 6L, 7L);
    }

    @Test
    void recordsNothingTwice() {
        Model model = KIND.build(DataType.DOUBLE);
        GradientListener listener = new GradientListener(SamplingSchedule.every(2), Scale.MEAN, records::add);
        model.setListeners(listener);
        train(model, KIND, 3);
        listener.close();
        listener.close();
        assertThat(recordedUpdates()).containsExactly(0L, 2L);
    }

    @Test
    void recordsTheFirstUpdateThatItSees() {
        Model model = KIND.build(DataType.DOUBLE);
        train(model, KIND, 5);
        try (GradientListener listener = new GradientListener(NEVER, Scale.MEAN, records::add)) {
            model.setListeners(listener);
            train(model, KIND, 4);
            assertThat(recordedUpdates()).containsExactly(5L);
        }
        assertThat(recordedUpdates()).containsExactly(5L, 8L);
    }

    @Test
    void recordsEveryTenthUpdateByDefault() {
        Model model = KIND.build(DataType.DOUBLE);
        model.setListeners(new GradientListener(records::add));
        train(model, KIND, 12);
        assertThat(recordedUpdates()).containsExactly(0L, 10L);
        assertThat(records.get(0).scale()).isEqualTo(Scale.MEAN);
    }

    @Test
    void recordsNonFiniteGradientsWhateverTheSchedule() {
        Model model = KIND.build(DataType.DOUBLE);
        Poison poison = new Poison("layer0/RW/output", Map.of(2, Double.NEGATIVE_INFINITY));
        model.setListeners(poison, new GradientListener(NEVER, Scale.MEAN, records::add));
        train(model, KIND, 3);
        assertThat(recordedUpdates()).containsExactly(0L, 2L);
        GradientRecord poisoned = records.get(1);
        assertThat(poisoned.nonFinite().orElseThrow().first()).isEqualTo("layer0/RW/output");
        assertThat(poisoned.nonFinite().orElseThrow())
                .hasToString("1 non-finite element, the first in layer0/RW/output");
        assertThat(poisoned.at(Stage.RAW).orElseThrow().global().l2()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(records.get(0).nonFinite()).isEmpty();
    }

    @Test
    void recordsAnUpdateThatIsNotFiniteThoughItsGradientWas() {
        Model model = KIND.build(TestNetworks.base(DataType.DOUBLE).updater(new Adam(0.1)));
        GradientListener listener = new GradientListener(NEVER, Scale.MEAN, records::add);
        model.setListeners(new Poison("layer1/b", Map.of(1, 1e200)), listener); // whose square overflows in Adam
        train(model, KIND, 1);
        ((MultiLayerNetwork) model).getUpdater().getStateViewArray().putScalar(0, Double.NaN);
        train(model, KIND, 1);
        assertThat(recordedUpdates()).containsExactly(0L, 1L);
        assertThat(records.get(1).nonFinite().orElseThrow().first()).isEqualTo("layer0/W/candidate");
    }

    @Test
    void everyMustBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SamplingSchedule.every(0))
                .withMessage("every must be at least 1, got 0");
    }

    @ParameterizedTest
    @EnumSource
    void trainingIsBitForBitTheSameWithIt(TestNetwork kind) {
        INDArray without = trainedParameters(kind);
        INDArray with =
                trainedParameters(kind, new GradientListener(SamplingSchedule.every(2), Scale.SUM, records::add));
        assertThat(with.data().asDouble()).isEqualTo(without.data().asDouble());
        assertThat(records).isNotEmpty();
    }

    /** Dropout makes it fail if the listener draws from ND4J's random generator. */
    private static INDArray trainedParameters(TestNetwork kind, BaseTrainingListener... listeners) {
        Model model = kind.build(
                TestNetworks.base(DataType.DOUBLE).updater(new Adam(0.01)).dropOut(0.8));
        model.setListeners(listeners);
        int updates = kind == KIND ? 50 : 5;
        train(model, kind, updates);
        return model.params();
    }

    @Test
    void aListenerThatComesInTheMiddleOfAnUpdateWaitsForTheNext() {
        Model model = KIND.build(DataType.DOUBLE);
        GradientListener listener = new GradientListener(SamplingSchedule.every(1), Scale.MEAN, records::add);
        listener.iterationDone(model, 0, 0);
        assertThat(records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void twoModelsInTwoThreadsDoNotMix(int round) throws InterruptedException {
        TestNetwork other = TestNetwork.GRAPH_OF_TWO_TASKS;
        List<GradientRecord> alone = new ArrayList<>();
        for (TestNetwork kind : List.of(KIND, other)) {
            Model model = kind.build(DataType.DOUBLE);
            model.setListeners(new GradientListener(SamplingSchedule.every(1), Scale.MEAN, alone::add));
            train(model, kind, 10);
        }

        GradientListener shared = new GradientListener(SamplingSchedule.every(1), Scale.MEAN, records::add);
        List<Model> models = List.of(KIND.build(DataType.DOUBLE), other.build(DataType.DOUBLE));
        models.forEach(model -> model.setListeners(shared));
        Thread[] threads = {
            new Thread(() -> train(models.get(0), KIND, 10)), new Thread(() -> train(models.get(1), other, 10))
        };
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(records.stream().map(GradientListenerTest::summary))
                .containsExactlyInAnyOrderElementsOf(
                        alone.stream().map(GradientListenerTest::summary).toList());
        // Both made ten updates; the number of the model tells which is whose.
        Map<Integer, Set<Long>> sizes = records.stream()
                .collect(Collectors.groupingBy(
                        record -> record.index().model(),
                        Collectors.mapping(record -> record.layout().viewLength(), Collectors.toSet())));
        assertThat(sizes)
                .containsOnlyKeys(0, 1)
                .allSatisfy((model, lengths) -> assertThat(lengths).hasSize(1));
    }

    private static List<Object> summary(GradientRecord gradient) {
        UpdateIndex index = gradient.index();
        return List.of(
                new UpdateIndex(index.update(), index.epoch(), index.batch(), index.segment()),
                gradient.at(Stage.RAW).orElseThrow().all(),
                gradient.at(Stage.UPDATE).orElseThrow().all(),
                gradient.parameters().all());
    }

    @ParameterizedTest
    @EnumSource(names = {"CONJUGATE_GRADIENT", "LBFGS", "LINE_GRADIENT_DESCENT"})
    void lineSearchOptimisersGiveOneRecordAnUpdate(OptimizationAlgorithm algorithm) {
        INDArray without = lineSearch(algorithm);
        INDArray with =
                lineSearch(algorithm, new GradientListener(SamplingSchedule.every(1), Scale.MEAN, records::add));
        assertThat(Bits.of(with)).isEqualTo(Bits.of(without));
        assertThat(records.stream().map(GradientRecord::index))
                .containsExactlyElementsOf(IntStream.range(0, 4)
                        .mapToObj(i -> new UpdateIndex(i, 0, i, 0))
                        .toList());
        GradientRecord last = records.get(3);
        assertThat(last.at(Stage.UPDATE)).isEmpty();
        assertThat(last.updateRatio(last.layout().model())).isEmpty();
    }

    private static INDArray lineSearch(OptimizationAlgorithm algorithm, BaseTrainingListener... listeners) {
        Model model = KIND.build(TestNetworks.base(DataType.DOUBLE).optimizationAlgo(algorithm));
        model.setListeners(listeners);
        train(model, KIND, 4);
        return model.params();
    }
}
