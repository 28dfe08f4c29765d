// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.gradient.Bits;
import io.backflow.recurrent.gru.GRU;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class RecurrentLayersTest {

    private static final int BATCH = 3;
    private static final int STEPS = 6;

    /** Less than ten bytes an iteration: smaller than any array. */
    private static final long ALLOWED_GROWTH_BYTES = 100_000;

    private static Layer lstm() {
        return new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
    }

    private static Layer output() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    @Test
    @SuppressWarnings("deprecation")
    void reportsEveryLayerThatItInstallsOrKeepsAndWhy() {
        Trainee trainee = Trainee.Plan.of(
                        lstm(),
                        new Bidirectional(
                                Bidirectional.Mode.ADD,
                                new GRU.Builder().nOut(4).build()),
                        new SimpleRnn.Builder()
                                .nOut(4)
                                .activation(Activation.TANH)
                                .hasLayerNorm(true)
                                .build(),
                        new LSTM.Builder()
                                .nOut(4)
                                .activation(Activation.SOFTSIGN)
                                .build(),
                        new LSTM.Builder()
                                .nOut(4)
                                .activation(Activation.TANH)
                                .weightNoise(new DropConnect(0.5))
                                .build(),
                        new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        new RnnOutputLayer.Builder(LossFunction.L1)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .build();
        List<LayerReport> reports = trainee.install();
        assertThat(reports.stream().map(r -> r.layer() + " " + r.installed()))
                .containsExactly(
                        "layer0 true",
                        "layer1/forward true",
                        "layer1/backward true",
                        "layer2 false",
                        "layer3 false",
                        "layer4 false",
                        "layer5 true",
                        "layer6 false");
        assertThat(reports.get(3).reason()).contains("no cell for SimpleRnn");
        assertThat(reports.get(4).reason()).contains("softsign");
        assertThat(reports.get(5).reason()).contains("weight noise");
        assertThat(reports.get(7).reason()).contains("LossL1");
        assertThat(trainee.install()).isEqualTo(reports);
    }

    @Test
    @SuppressWarnings("deprecation")
    void keepsAllLayersOfANetworkInBrainFloats() {
        Trainee trainee = Trainee.Plan.of(lstm(), output()).in(DataType.HALF).build();
        assertThat(trainee.install())
                .hasSize(2)
                .allMatch(report -> !report.installed() && report.reason().contains("HALF"));
    }

    @Test
    void findsTheInstalledLayersByNameToo() {
        Trainee trainee = Trainee.Plan.of(lstm(), output()).build();
        trainee.install();
        assertThat(trainee.theNetwork().getLayer("layer0"))
                .isSameAs(trainee.theNetwork().getLayer(0));
    }

    @Test
    void theKeptForwardPassServesOnlyTheSameInputAndParameters() {
        Trainee trainee = Trainee.Plan.of(lstm(), output()).build();
        trainee.install();
        trainee.calculate(Sequences.regression(Trainee.Plan.of(lstm(), output()), BATCH, 2, STEPS));
        org.deeplearning4j.nn.api.Layer layer = trainee.theNetwork().getLayer(0);
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        INDArray first = Sequences.numbers(DataType.DOUBLE, 3, RNNFormat.NCW, BATCH, 2, STEPS);
        INDArray second = Sequences.numbers(DataType.DOUBLE, 4, RNNFormat.NCW, BATCH, 2, STEPS);
        INDArray epsilon = Sequences.numbers(DataType.DOUBLE, 5, RNNFormat.NCW, BATCH, 4, STEPS);

        INDArray expected = gradient(layer, second, second, epsilon, none);
        assertThat(Bits.of(gradient(layer, first, second, epsilon, none))).isEqualTo(Bits.of(expected));

        layer.activate(second, true, none);
        layer.params().addi(0.1);
        layer.backpropGradient(epsilon, none);
        INDArray after = layer.getGradientsViewArray().dup();
        assertThat(Bits.of(after))
                .isEqualTo(Bits.of(gradient(layer, second, second, epsilon, none)))
                .isNotEqualTo(Bits.of(expected));

        layer.activate(second, false, none);
        layer.backpropGradient(epsilon, none);
        assertThat(Bits.of(layer.getGradientsViewArray())).isEqualTo(Bits.of(after));
    }

    private static INDArray gradient(
            org.deeplearning4j.nn.api.Layer layer,
            INDArray activated,
            INDArray input,
            INDArray epsilon,
            LayerWorkspaceMgr none) {
        layer.activate(activated, true, none);
        if (activated != input) {
            layer.setInput(input, none);
        }
        layer.backpropGradient(epsilon, none);
        return layer.getGradientsViewArray().dup();
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void observersGetEveryLayersBackwardPass(boolean graph) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), new Bidirectional(Bidirectional.Mode.ADD, lstm()), output())
                .asGraph(graph);
        Trainee trainee = plan.build();
        trainee.install();
        List<BackwardPass> passes = new ArrayList<>();
        BackwardObserver everySecond = new BackwardObserver() {
            @Override
            public boolean wants(int iteration) {
                return iteration % 2 == 0;
            }

            @Override
            public void accept(BackwardPass pass) {
                passes.add(pass);
            }
        };
        int observed = graph
                ? RecurrentLayers.observe(trainee.theGraph(), everySecond)
                : RecurrentLayers.observe(trainee.theNetwork(), everySecond);
        assertThat(observed).isEqualTo(3);
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        for (int i = 0; i < 4; i++) {
            trainee.fit(data);
        }
        assertThat(passes.stream().map(BackwardPass::iteration)).containsExactly(0, 0, 0, 2, 2, 2);
        assertThat(passes.stream().limit(3).filter(BackwardPass::reversed).map(BackwardPass::layer))
                .singleElement()
                .asString()
                .endsWith("/backward");
        BackwardPass below = passes.get(2);
        assertThat(below.trace().steps()).isEqualTo(STEPS);
        assertThat(below.trace().hidden(0))
                .isPositive()
                .isNotEqualTo(below.trace().injected(0));
        assertThat(below.trace().hidden(STEPS - 1)).isEqualTo(below.trace().injected(STEPS - 1));
        assertThat(below.trace().activations()).isEmpty();

        if (graph) {
            RecurrentLayers.stopObserving(trainee.theGraph());
        } else {
            RecurrentLayers.stopObserving(trainee.theNetwork());
        }
        trainee.fit(data);
        assertThat(passes).hasSize(6);
    }

    @Test
    void observingChangesNothing() {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), output()).in(DataType.FLOAT).with(new Adam(0.01));
        Trainee watched = plan.build();
        Trainee alone = plan.build();
        watched.install();
        alone.install();
        RecurrentLayers.observe(
                watched.theNetwork(), pass -> assertThat(pass.trace().units()).isEqualTo(4));
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        for (int i = 0; i < 5; i++) {
            watched.fit(data);
            alone.fit(data);
        }
        assertThat(Bits.of(watched.params())).isEqualTo(Bits.of(alone.params()));
    }

    @Test
    void twoNetworksTrainInTwoThreadsAsTheyWouldAlone() {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), output()).in(DataType.FLOAT).with(new Adam(0.01));
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        INDArray alone = trained(plan, data);
        CompletableFuture<INDArray> other = CompletableFuture.supplyAsync(() -> trained(plan, data));
        assertThat(Bits.of(trained(plan, data))).isEqualTo(Bits.of(alone));
        assertThat(Bits.of(other.join())).isEqualTo(Bits.of(alone));
    }

    private static INDArray trained(Trainee.Plan plan, DataSet data) {
        Trainee trainee;
        synchronized (RecurrentLayersTest.class) {
            // init() draws from the one random generator of the process.
            trainee = plan.build();
        }
        trainee.install();
        for (int i = 0; i < 200; i++) {
            trainee.fit(data);
        }
        return trainee.params().dup();
    }

    @Test
    void buffersDoNotGrowWithTheIterations() throws InterruptedException {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), output()).in(DataType.FLOAT).with(new Adam(0.01));
        Trainee trainee = plan.build();
        trainee.install();
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        DataSet shorter = Sequences.regression(plan, 2, 2, STEPS - 2);
        for (int i = 0; i < 100; i++) {
            trainee.fit(i % 2 == 0 ? data : shorter);
        }
        long before = Pointer.totalBytes();
        for (int i = 0; i < 10_000; i++) {
            trainee.fit(i % 2 == 0 ? data : shorter);
        }
        // Arrays that ND4J makes along the way are freed some time after a collection.
        for (int i = 0; i < 100 && Pointer.totalBytes() - before > ALLOWED_GROWTH_BYTES; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(Pointer.totalBytes() - before).isLessThanOrEqualTo(ALLOWED_GROWTH_BYTES);
    }

    @Test
    void closingALayerFreesItsBuffersAndUsingItAgainBringsThemBack() {
        Trainee trainee = Trainee.Plan.of(lstm(), output()).build();
        trainee.install();
        DataSet data = Sequences.regression(Trainee.Plan.of(lstm(), output()), 64, 2, 200);
        double score = trainee.calculate(data);
        long before = Pointer.totalBytes();
        for (org.deeplearning4j.nn.api.Layer layer : trainee.theNetwork().getLayers()) {
            layer.close();
        }
        long states = 200L * 64 * 4 * Double.BYTES;
        assertThat(before - Pointer.totalBytes()).isGreaterThan(5 * states);
        assertThat(trainee.calculate(data)).isEqualTo(score);
    }

    @Test
    void saysWhatIsWrongWithAnInputMaskOrState() {
        Trainee trainee = Trainee.Plan.of(lstm(), output()).build();
        trainee.install();
        INDArray features = Nd4j.ones(DataType.DOUBLE, BATCH, 2, STEPS);
        assertThatThrownBy(() -> trainee.output(Nd4j.ones(DataType.DOUBLE, BATCH, 3, STEPS), null))
                .hasMessageContaining("nIn = 2")
                .hasMessageContaining("size 3");
        assertThatThrownBy(() -> trainee.output(features, Nd4j.ones(DataType.DOUBLE, BATCH, STEPS - 1)))
                .hasMessageContaining("[3, 6]")
                .hasMessageContaining("[3, 5]");
        trainee.theNetwork().clearLayerMaskArrays();
        trainee.timeStep(features);
        assertThatThrownBy(() -> trainee.timeStep(Nd4j.ones(DataType.DOUBLE, 2, 2, 1)))
                .hasMessageContaining("rnnClearPreviousState");
    }
}
