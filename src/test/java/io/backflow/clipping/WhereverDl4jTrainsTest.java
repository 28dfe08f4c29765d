// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A project that trains with plain DL4J, whichever of its trainers it uses, gets the same with a clipper and without.
 */
class WhereverDl4jTrainsTest {

    private static final double THRESHOLD = 0.02;
    private static final int EXAMPLES = 3;

    private final List<ClippingRecord> clips = Collections.synchronizedList(new ArrayList<>());

    private ClippingListener listener(ClippingConfig clipping) {
        return ClippingListener.builder(clipping).clips(clips::add).build();
    }

    private static DataSet batch(long seed) {
        return TestData.sequences(DataType.DOUBLE, EXAMPLES, TestNetworks.STEPS, seed);
    }

    private static DataSetIterator batches(int count) {
        List<DataSet> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.addAll(batch(i).asList());
        }
        return new ListDataSetIterator<>(all, EXAMPLES);
    }

    private static void check(List<ClippingRecord> clips, int updates) {
        assertThat(clips).hasSize(updates).allSatisfy(clip -> {
            assertThat(clip.action()).isEqualTo(ClippingRecord.Action.CLIPPED);
            assertThat(clip.globalAfter()).isLessThanOrEqualTo(THRESHOLD);
        });
    }

    /** Thresholds are finite: one that nothing reaches, and a policy that has none. */
    private static Stream<ClippingConfig> infinite() {
        return Stream.of(new NoClipping(), new GlobalNormClipping(Double.MAX_VALUE));
    }

    private static INDArray trained(TestNetwork kind, TrainingListener... listeners) {
        Model model = kind.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
        model.setListeners(listeners);
        for (int i = 0; i < 3; i++) {
            TestNetwork.fit(model, kind.data(DataType.FLOAT, EXAMPLES, i));
        }
        return model.params();
    }

    @ParameterizedTest
    @EnumSource
    void everyNetworkTrainsAsWithoutAListener(TestNetwork kind) {
        INDArray without = trained(kind);
        infinite()
                .forEach(policy -> assertThat(Bits.of(trained(kind, listener(policy))))
                        .as(policy.toString())
                        .isEqualTo(Bits.of(without)));
        assertThat(clips).hasSize(6).noneMatch(clip -> clip.result().clipped());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void truncatedBpttTrainsAsWithoutAListener(boolean asGraph) {
        List<INDArray> trained = new ArrayList<>();
        List<TrainingListener[]> choices = new ArrayList<>();
        choices.add(new TrainingListener[0]);
        infinite().forEach(policy -> choices.add(new TrainingListener[] {listener(policy)}));
        for (TrainingListener[] listeners : choices) {
            Model model = asGraph
                    ? TestNetworks.truncatedGraph(4)
                    : TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
            model.setListeners(listeners);
            TestNetwork.fit(
                    model, TestData.sequences(DataType.DOUBLE, EXAMPLES, 10, 1).toMultiDataSet());
            trained.add(model.params());
        }
        assertThat(Bits.of(trained.get(1))).isEqualTo(Bits.of(trained.get(0)));
        assertThat(Bits.of(trained.get(2))).isEqualTo(Bits.of(trained.get(0)));
        assertThat(clips).hasSize(2 * 3);
    }

    private static MultiLayerNetwork network() {
        return TestNetworks.lstmNetwork(TestNetworks.base(DataType.DOUBLE));
    }

    /**
     * Four minibatches after two of which all labels are masked, so that their gradient is 0: DL4J's second worker
     * copies the model when its thread starts, which may be after the first worker, which trains the original, has made
     * a step.
     */
    private static DataSetIterator batchesForWorkers() {
        List<DataSet> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            DataSet batch = batch(i);
            if (i < 2) {
                batch.setLabelsMaskArray(Nd4j.zeros(DataType.DOUBLE, EXAMPLES, TestNetworks.STEPS));
            }
            all.addAll(batch.asList());
        }
        return new ListDataSetIterator<>(all, EXAMPLES);
    }

    private static void fitInParallel(Model model, TrainingListener... listeners) {
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(model)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(2)
                .reportScoreAfterAveraging(false)
                .build();
        wrapper.setListeners(listeners);
        try {
            wrapper.fit(batchesForWorkers());
        } finally {
            wrapper.shutdown();
        }
    }

    /**
     * Each worker makes its own step, and the parameters after it are averaged: the steps are clipped, not their mean.
     */
    @Test
    void eachWorkerOfAParallelWrapperClipsItsOwnGradient() {
        MultiLayerNetwork parallel = network();
        fitInParallel(parallel, listener(new GlobalNormClipping(THRESHOLD)));
        assertThat(clips).hasSize(6);
        check(clips.stream().filter(clip -> clip.globalBefore() > 0).toList(), 4);
        Set<Integer> workers = clips.stream().map(clip -> clip.index().model()).collect(Collectors.toSet());
        assertThat(workers).containsExactlyInAnyOrder(0, 1);
        for (int worker : workers) {
            assertThat(clips.stream().filter(clip -> clip.index().model() == worker))
                    .extracting(clip -> clip.statistics().gradients())
                    .containsExactly(1L, 2L, 3L);
        }

        INDArray expected = network().params().dup();
        for (int round = 1; round < 3; round++) {
            INDArray sum = expected.mul(0);
            for (int worker = 0; worker < 2; worker++) {
                MultiLayerNetwork alone = network();
                alone.setParams(expected);
                alone.setListeners(new ClippingListener(new GlobalNormClipping(THRESHOLD)));
                alone.fit(batch(2 * round + worker));
                sum.addi(alone.params());
            }
            expected = sum.div(2);
        }
        // Two additions and a division in double; parameters are below 2.
        assertThat(parallel.params().distance2(expected)).isLessThan(1e-13);
    }

    @Test
    void aParallelWrapperTrainsAsWithoutAListener() {
        MultiLayerNetwork without = network();
        fitInParallel(without);
        infinite().forEach(policy -> {
            MultiLayerNetwork with = network();
            fitInParallel(with, listener(policy));
            assertThat(Bits.of(with.params())).isEqualTo(Bits.of(without.params()));
        });
        assertThat(clips).hasSize(2 * 6);
    }

    private static <T extends Model> EarlyStoppingConfiguration<T> twoEpochs(ScoreCalculator<?> score) {
        return new EarlyStoppingConfiguration.Builder<T>()
                .scoreCalculator(score)
                .modelSaver(new InMemoryModelSaver<>())
                .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
                .build();
    }

    @Test
    void earlyStoppingTrainersTrainAsFitDoes() {
        MultiLayerNetwork plain = network();
        plain.setListeners(new ClippingListener(new GlobalNormClipping(THRESHOLD)));
        plain.fit(batches(3), 2);

        MultiLayerNetwork stopped = network();
        stopped.setListeners(listener(new GlobalNormClipping(THRESHOLD)));
        new EarlyStoppingTrainer(twoEpochs(new DataSetLossCalculator(batches(1), true)), stopped, batches(3)).fit();
        check(clips, 6);
        assertThat(Bits.of(stopped.params())).isEqualTo(Bits.of(plain.params()));

        clips.clear();
        ComputationGraph graph = TestNetworks.lstmGraph(TestNetworks.base(DataType.DOUBLE));
        graph.setListeners(listener(new GlobalNormClipping(THRESHOLD)));
        new EarlyStoppingGraphTrainer(twoEpochs(new DataSetLossCalculator(batches(1), true)), graph, batches(3)).fit();
        check(clips, 6);
        // The same network, as a graph, sums in the same order.
        assertThat(graph.params().distance2(plain.params())).isCloseTo(0, within(1e-13));
    }

    private static MultiLayerNetwork transferred() {
        Model source = TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.DOUBLE);
        return new TransferLearning.Builder((MultiLayerNetwork) source)
                .setFeatureExtractor(0)
                .build();
    }

    @Test
    void aFrozenLayerOfATransferredNetworkIsNeitherMeasuredNorMoved() {
        MultiLayerNetwork network = transferred();
        INDArray frozen = network.getLayer(0).params().dup();
        network.setListeners(listener(new GlobalNormClipping(THRESHOLD)));
        network.fit(batch(1));
        network.fit(batch(2));
        check(clips, 2);
        assertThat(Bits.of(network.getLayer(0).params())).isEqualTo(Bits.of(frozen));
        assertThat(clips.get(0).result().blocks().get(0).elements()).isEqualTo(network.numParams() - frozen.length());
    }

    @Test
    void aTransferredNetworkTrainsAsWithoutAListener() {
        MultiLayerNetwork without = transferred();
        without.fit(batch(1));
        infinite().forEach(policy -> {
            MultiLayerNetwork with = transferred();
            with.setListeners(listener(policy));
            with.fit(batch(1));
            assertThat(Bits.of(with.params())).isEqualTo(Bits.of(without.params()));
        });
        assertThat(clips).hasSize(2);
    }
}
