// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.flow.profile.LabelledSteps;
import io.backflow.gradient.Bits;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What networks a flow listener is used on. */
class FlowNetworksTest {

    private final List<FlowRecord> records = new ArrayList<>();

    @Test
    void layersBelowTakeTheLabelledStepsOfTheUppermost() {
        Plan plan = Plan.of(Plan.lstm(1), Plan.rnn(Activation.TANH));
        FlowRecord flow = Plan.flowOf(plan.installed(), plan.data(10));
        assertThat(flow.layers()).hasSize(2);
        assertThat(flow.layers().get(0).layer()).isEqualTo("layer1");
        for (LayerFlow layer : flow.layers()) {
            assertThat(layer.hidden().labelled()).isEqualTo(new LabelledSteps(9, 9, 1));
            assertThat(layer.verdict().lags()).isEqualTo(9);
        }
    }

    @Test
    void bothDirectionsAreLayers() {
        Plan plan = Plan.of(new Bidirectional(Bidirectional.Mode.CONCAT, Plan.lstm(1)), Plan.rnn(Activation.TANH));
        FlowRecord flow = Plan.flowOf(plan.installed(), plan.data(10));
        assertThat(flow.layers())
                .extracting(LayerFlow::layer)
                .containsExactly("layer1", "layer0/forward", "layer0/backward");
        assertThat(flow.layers()).extracting(LayerFlow::reversed).containsExactly(false, false, true);
        assertThat(flow.layers().get(1).hidden().labelled().first()).isEqualTo(9);
        assertThat(flow.layers().get(2).hidden().labelled().first()).isZero();
        assertThat(flow.layers().get(2).verdict().kind()).isEqualTo(Verdict.Kind.UNDETERMINED);
    }

    /** One listener, a thread for each network: every network has its own records, in order. */
    @Test
    void servesSeveralNetworksAtOnce() throws Exception {
        Plan plan = Plan.of(Plan.lstm(1));
        List<FlowRecord> all = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (FlowListener listener = new FlowListener(FlowListenerTest.EVERYTHING, all::add)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int steps : new int[] {4, 7}) {
                MultiLayerNetwork network = plan.installed();
                network.setListeners(listener);
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        network.fit(plan.data(steps));
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdown();
        }
        for (int steps : new int[] {4, 7}) {
            assertThat(all.stream()
                            .filter(record -> record.layers().get(0).hidden().steps() == steps)
                            .map(record -> record.index().update()))
                    .hasSize(20)
                    .isSorted();
        }
    }

    @Test
    void asksForLayersToBeInstalled() {
        Plan plan = Plan.of(Plan.lstm(1));
        MultiLayerNetwork network = plan.build();
        assertThatThrownBy(() -> FlowListener.attach(network, FlowListenerTest.EVERYTHING, records::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("RecurrentLayers.install");
        assertThat(network.getListeners()).isEmpty();
    }

    /** A measurement is no reason to end a training; once there is something to see, it is seen. */
    @Test
    void goesWithoutWhereNoLayersAreInstalled() {
        Plan plan = Plan.of(Plan.lstm(1));
        MultiLayerNetwork network = plan.build();
        try (FlowListener listener = new FlowListener(FlowListenerTest.EVERYTHING, records::add)) {
            network.setListeners(listener);
            network.fit(plan.data(5));
            network.fit(plan.data(5));
            assertThat(records).isEmpty();
            assertThatThrownBy(() -> listener.state(network)).hasMessageContaining("RecurrentLayers.install");
            RecurrentLayers.install(network);
            network.fit(plan.data(5));
        }
        assertThat(records).singleElement().returns(2L, record -> record.index().update());
    }

    @Test
    void goesOnWithLayersThatWereTakenOutAndPutInAnew() {
        Plan plan = Plan.of(Plan.lstm(1));
        MultiLayerNetwork network = plan.installed();
        List<FlowRecord> seen = Plan.flowsOf(network, FlowListenerTest.EVERYTHING, () -> {
            network.fit(plan.data(5));
            RecurrentLayers.uninstall(network);
            network.fit(plan.data(5));
            RecurrentLayers.install(network);
            network.fit(plan.data(5));
        });
        assertThat(seen).extracting(record -> record.index().update()).containsExactly(0L, 2L);
    }

    /**
     * The first worker trains the network itself; the copies that the others train have Deeplearning4j's own layers.
     */
    @Test
    void recordsTheFirstWorkerOfAParallelWrapper() {
        Plan plan = Plan.of(Plan.lstm(1));
        MultiLayerNetwork network = plan.installed();
        List<FlowRecord> all = Collections.synchronizedList(new ArrayList<>());
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            batches.addAll(plan.data(5).asList());
        }
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(2)
                .build();
        try (FlowListener listener = new FlowListener(FlowListenerTest.EVERYTHING, all::add)) {
            wrapper.setListeners(listener);
            wrapper.fit(new ListDataSetIterator<>(batches, Plan.BATCH));
        } finally {
            wrapper.shutdown();
        }
        assertThat(all).hasSize(3);
        assertThat(all).extracting(record -> record.index().model()).containsOnly(0);
    }

    /** They compute several gradients an update, of which the last is recorded. */
    @ParameterizedTest
    @EnumSource(
            value = OptimizationAlgorithm.class,
            names = {"LINE_GRADIENT_DESCENT", "CONJUGATE_GRADIENT", "LBFGS"})
    void leavesLineSearchesAlone(OptimizationAlgorithm algorithm) {
        Plan plan = Plan.of(Plan.gru()).with(new Sgd(0.1));
        MultiLayerNetwork watched = plan.installed();
        MultiLayerNetwork alone = plan.installed();
        try (FlowListener listener = FlowListener.attach(watched, FlowListenerTest.EVERYTHING, records::add)) {
            assertThat(watched.getListeners()).containsExactly(listener);
            for (MultiLayerNetwork network : List.of(watched, alone)) {
                network.conf().setOptimizationAlgo(algorithm);
                for (int i = 0; i < 4; i++) {
                    network.fit(plan.data(6));
                }
            }
        }
        assertThat(Bits.of(watched.params())).isEqualTo(Bits.of(alone.params()));
        assertThat(Bits.of(watched.params()))
                .isNotEqualTo(Bits.of(plan.installed().params()));
        assertThat(records).extracting(record -> record.index().update()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(records)
                .allSatisfy(record -> assertThat(record.layers()
                                .get(0)
                                .contributions()
                                .orElseThrow()
                                .relativeMiss())
                        .isLessThan(1e-12));
    }

    /** Two heads: one with a loss at every step above the upper layer, one above the lower. */
    @Test
    void worksInGraphs() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .addLayer("below", Plan.lstm(1), "in")
                .addLayer("left", Plan.gru(), "below")
                .addLayer("right", Plan.rnn(Activation.TANH), "below")
                .addLayer("leftOut", output(), "left")
                .addLayer("rightOut", output(), "right")
                .setOutputs("leftOut", "rightOut")
                .setInputTypes(InputType.recurrent(Plan.INPUTS))
                .build());
        graph.init();
        RecurrentLayers.install(graph);
        Plan numbers = Plan.of(Plan.gru());
        try (FlowListener listener = FlowListener.attach(graph, FlowListenerTest.EVERYTHING, records::add)) {
            assertThat(graph.getListeners()).containsExactly(listener);
            graph.fit(new MultiDataSet(
                    new INDArray[] {numbers.numbers(1, Plan.BATCH, Plan.INPUTS, 6)},
                    new INDArray[] {
                        numbers.numbers(2, Plan.BATCH, Plan.OUTPUTS, 6), numbers.numbers(3, Plan.BATCH, Plan.OUTPUTS, 6)
                    },
                    null,
                    new INDArray[] {lastSteps(2), lastSteps(3)}));
        }
        FlowRecord flow = records.get(0);
        assertThat(flow.layers()).extracting(LayerFlow::layer).containsExactlyInAnyOrder("left", "right", "below");
        for (LayerFlow layer : flow.layers()) {
            assertThat(layer.stepLoss())
                    .as("a way without errors shows the flow")
                    .isEmpty();
            LabelledSteps expected = switch (layer.layer()) {
                case "left" -> new LabelledSteps(4, 5, 2);
                default -> new LabelledSteps(3, 5, 3);
            };
            assertThat(layer.hidden().labelled()).isEqualTo(expected);
        }
    }

    private static INDArray lastSteps(int count) {
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, Plan.BATCH, 6);
        for (int b = 0; b < Plan.BATCH; b++) {
            for (int t = 6 - count; t < 6; t++) {
                mask.putScalar(b, t, 1);
            }
        }
        return mask;
    }

    private static RnnOutputLayer output() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(Plan.OUTPUTS)
                .activation(Activation.IDENTITY)
                .build();
    }
}
