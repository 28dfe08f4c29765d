// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backflow.Attachment;
import io.backflow.Backflow;
import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.recurrent.RecurrentLayers;
import java.util.List;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.slf4j.LoggerFactory;

/** What a check-up is as a whole; each finding has its effect in {@code EffectsTest}. */
class CheckUpTest {

    private static final int INPUTS = 3;
    private static final int UNITS = 8;

    @Test
    void findsNothingInTheRecommendedConfigurationWithInstalledLayers() {
        MultiLayerNetwork network = network(sound(), lstm(), everyStep());
        RecurrentLayers.install(network);
        assertThat(CheckUp.of(network).findings()).isEmpty();
        assertThat(CheckUp.of(network).isWell()).isTrue();
        assertThat(CheckUp.of(network)).hasToString("Nothing is known to bite in this network");

        ComputationGraph graph = lastStepOf(lstm());
        RecurrentLayers.install(graph);
        assertThat(CheckUp.of(graph).findings()).isEmpty();
    }

    @Test
    void findsNothingInTruncatedBackpropagationThroughInstalledLayers() {
        MultiLayerNetwork network = truncated(lstm(), everyStep());

        assertThat(ids(CheckUp.of(network))).containsExactly("truncated-state", "masks-ignored");
        RecurrentLayers.install(network);
        assertThat(CheckUp.of(network).findings()).isEmpty();
        RecurrentLayers.uninstall(network);
        assertThat(ids(CheckUp.of(network))).containsExactly("truncated-state", "masks-ignored");
    }

    @Test
    void namesTheLayersAndPutsTheGravestFirst() {
        CheckUp checkUp = CheckUp.of(network(
                new NeuralNetConfiguration.Builder().updater(new Adam(0.5)).weightDecay(0.1),
                new LSTM.Builder().name("lower").nOut(UNITS).build(),
                new SimpleRnn.Builder().name("upper").nOut(UNITS).build(),
                everyStep()));

        assertThat(checkUp.findings())
                .isSortedAccordingTo((a, b) -> a.severity().compareTo(b.severity()));
        assertThat(checkUp.isWell()).isFalse();
        assertThat(finding(checkUp, "weight-decay-twice").where()).hasSize(3).startsWith("lower", "upper");
        assertThat(finding(checkUp, "weight-decay-twice").amount()).isEqualTo("0.2 where 0.1 was asked for");
        assertThat(finding(checkUp, "sigmoid-cell").where()).containsExactly("lower", "upper");
        assertThat(finding(checkUp, "masks-ignored").where()).containsExactly("lower");
        assertThat(finding(checkUp, "recurrent-weights-vanish").where()).containsExactly("upper");
        assertThat(finding(checkUp, "weights-scaled-by-cell").severity()).isEqualTo(Severity.NOTE);
        assertThat(finding(checkUp, "learning-rate").where()).hasSize(3);
        assertThat(checkUp.toString().lines())
                .hasSameSizeAs(checkUp.findings())
                .allMatch(line -> line.contains(". Cure: ") && line.contains(". Source: "));
    }

    @Test
    void notesAloneAreWell() {
        MultiLayerNetwork network = network(sound().weightInit(WeightInit.XAVIER), lstm(), everyStep());
        RecurrentLayers.install(network);

        CheckUp checkUp = CheckUp.of(network);

        assertThat(ids(checkUp)).containsExactly("weights-scaled-by-cell");
        assertThat(checkUp.isWell()).isTrue();
    }

    @Test
    void whatClippingBoundsIsNoFindingWhereGradientsAreClipped() {
        MultiLayerNetwork network = network(
                sound(),
                new SimpleRnn.Builder().nOut(UNITS).activation(Activation.RELU).build(),
                everyStep());

        assertThat(ids(CheckUp.of(network))).contains("unbounded-cell");
        network.setListeners(new ClippingListener(new GlobalNormClipping(1.0)));
        assertThat(ids(CheckUp.of(network))).doesNotContain("unbounded-cell", "recurrent-weights-explode");
        network.setListeners();
        try (Attachment attached =
                Backflow.on(network).clip(new GlobalNormClipping(1.0)).attach()) {
            assertThat(attached.isAttached()).isTrue();
            assertThat(ids(Backflow.on(network).checkUp())).doesNotContain("unbounded-cell");
        }
        assertThat(ids(Backflow.on(network).checkUp())).contains("unbounded-cell");
    }

    @Test
    void seesDirectionsPeepholesAndVertices() {
        @SuppressWarnings("deprecation") // old programs have them
        List<BaseRecurrentLayer> old = List.of(
                new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
                        .nOut(UNITS)
                        .forgetGateBiasInit(0)
                        .build(),
                new org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM.Builder()
                        .nOut(UNITS)
                        .forgetGateBiasInit(0)
                        .build());
        MultiLayerNetwork network = network(
                sound(),
                new Bidirectional(new LSTM.Builder()
                        .nOut(UNITS)
                        .forgetGateBiasInit(0)
                        .activation(Activation.TANH)
                        .build()),
                old.get(0),
                old.get(1),
                everyStep());
        CheckUp checkUp = CheckUp.of(network);

        assertThat(finding(checkUp, "forget-bias").where()).hasSize(3);
        assertThat(finding(checkUp, "masks-ignored").where()).hasSize(3);
        assertThat(finding(checkUp, "sigmoid-cell").where()).hasSize(2);
        RecurrentLayers.install(network);
        assertThat(ids(CheckUp.of(network))).containsExactly("sigmoid-cell", "forget-bias");
    }

    @Test
    void attentionIsNoFindingWhereItIsMended() {
        ComputationGraph graph = attention();
        MultiLayerNetwork network = network(
                sound(),
                rnn(),
                new SelfAttentionLayer.Builder()
                        .nOut(UNITS)
                        .nHeads(1)
                        .projectInput(true)
                        .build(),
                everyStep());

        assertThat(finding(CheckUp.of(graph), "attention-doubled").where()).containsExactly("attention");
        assertThat(finding(CheckUp.of(network), "attention-doubled").where()).hasSize(1);
        RecurrentLayers.install(graph);
        RecurrentLayers.install(network);
        assertThat(CheckUp.of(graph).findings()).isEmpty();
        assertThat(CheckUp.of(network).findings()).isEmpty();
    }

    /** An audit finds the gradient of the vertex right, with padding on the left too. */
    @Test
    void theLastStepOfAnLstmIsAFindingInTheWrapperAndNotInTheVertex() {
        ComputationGraph graph = lastStepOf(lstm());

        assertThat(GradientAudit.of(graph, leftPadded()).wrong()).isEmpty();
        assertThat(ids(CheckUp.of(graph))).doesNotContain("last-step-of-padded");
        assertThat(ids(CheckUp.of(network(sound(), new LastTimeStep(lstm()), output()))))
                .contains("last-step-of-padded");
        assertThat(ids(CheckUp.of(network(sound(), new LastTimeStep(rnn()), output()))))
                .doesNotContain("last-step-of-padded");
    }

    @Test
    void leavesTheNetworkAsItWas() {
        MultiLayerNetwork network = truncated(lstm(), everyStep());
        network.setListeners(new ScoreIterationListener(1));
        network.fit(Nd4j.ones(2, INPUTS, 8), Nd4j.ones(2, 1, 8));
        INDArray parameters = network.params().dup();
        INDArray gradients = network.getGradientsViewArray().dup();
        INDArray updater = network.getUpdater().getStateViewArray().dup();
        String configuration = network.getLayerWiseConfigurations().toJson();
        Nd4j.getRandom().setSeed(3);
        float[] expected = Nd4j.rand(1, 5).toFloatVector();
        Nd4j.getRandom().setSeed(3);

        CheckUp.of(network);

        assertThat(Nd4j.rand(1, 5).toFloatVector()).isEqualTo(expected);
        assertThat(network.params().toFloatVector()).isEqualTo(parameters.toFloatVector());
        assertThat(network.getGradientsViewArray().toFloatVector()).isEqualTo(gradients.toFloatVector());
        assertThat(network.getUpdater().getStateViewArray().toFloatVector()).isEqualTo(updater.toFloatVector());
        assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
        assertThat(network.getListeners()).hasSize(1);
        assertThat(network.getIterationCount()).isEqualTo(2);
        assertThat(network(sound(), lstm(), everyStep()).getUpdater(false)).isNull();
        MultiLayerNetwork untrained = network(sound(), lstm(), everyStep());
        CheckUp.of(untrained);
        assertThat(untrained.getUpdater(false)).isNull();
    }

    @Test
    void anAttachmentLogsEachFindingOnceInOneLine() {
        MultiLayerNetwork network = network(sound(), lstm(), everyStep());
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(CheckUp.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logged.start();
        logger.addAppender(logged);
        try {
            try (Attachment attached =
                    Backflow.on(network).clip(new GlobalNormClipping(1.0)).attach()) {
                network.fit(Nd4j.ones(2, INPUTS, 8), Nd4j.ones(2, 1, 8));
                network.fit(Nd4j.ones(2, INPUTS, 8), Nd4j.ones(2, 1, 8));
                assertThat(attached.isAttached()).isTrue();
            }
            assertThat(logged.list).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.INFO);
                assertThat(event.getFormattedMessage())
                        .startsWith("masks-ignored (risk) at ")
                        .doesNotContain("\n");
            });
            logged.list.clear();
            Backflow.on(network)
                    .install()
                    .clip(new GlobalNormClipping(1.0))
                    .attach()
                    .close();
            assertThat(logged.list).isEmpty();
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(before);
        }
    }

    @Test
    void refusesWhatIsNoInitialisedNetwork() {
        MultiLayerNetwork network = new MultiLayerNetwork(
                sound().list().layer(lstm()).layer(everyStep()).build());

        assertThatThrownBy(() -> CheckUp.of(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("init()");
        org.deeplearning4j.nn.api.Layer layer =
                network(sound(), lstm(), everyStep()).getLayer(0);
        assertThatThrownBy(() -> CheckUp.of(layer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MultiLayerNetwork or a ComputationGraph");
    }

    private static List<String> ids(CheckUp checkUp) {
        return checkUp.findings().stream().map(Finding::id).toList();
    }

    private static Finding finding(CheckUp checkUp, String id) {
        return checkUp.findings().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not in " + checkUp));
    }

    private static NeuralNetConfiguration.Builder sound() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .weightInit(new NormalDistribution(0, 0.3))
                .updater(new Adam(0.001));
    }

    private static LSTM lstm() {
        return new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static SimpleRnn rnn() {
        return new SimpleRnn.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static RnnOutputLayer everyStep() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .dataFormat(RNNFormat.NCW)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static MultiLayerNetwork network(NeuralNetConfiguration.Builder configuration, Layer... layers) {
        return network(configuration, BackpropType.Standard, layers);
    }

    private static MultiLayerNetwork truncated(Layer... layers) {
        return network(sound(), BackpropType.TruncatedBPTT, layers);
    }

    private static MultiLayerNetwork network(
            NeuralNetConfiguration.Builder configuration, BackpropType type, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = configuration.list();
        List.of(layers).forEach(list::layer);
        list.setInputType(InputType.recurrent(INPUTS, RNNFormat.NCW));
        if (type == BackpropType.TruncatedBPTT) {
            list.backpropType(type).tBPTTLength(4);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.build());
        network.init();
        return network;
    }

    private static ComputationGraphConfiguration.GraphBuilder graph() {
        return sound().graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(INPUTS, RNNFormat.NCW))
                .setOutputs("out");
    }

    private static ComputationGraph lastStepOf(BaseRecurrentLayer cell) {
        return built(graph().addLayer("rnn", cell, "in")
                .addVertex("last", new LastTimeStepVertex("in"), "rnn")
                .addLayer("out", output(), "last"));
    }

    private static ComputationGraph attention() {
        AttentionVertex vertex = new AttentionVertex.Builder()
                .nInKeys(UNITS)
                .nInQueries(UNITS)
                .nInValues(UNITS)
                .nOut(UNITS)
                .nHeads(1)
                .projectInput(true)
                .build();
        return built(graph().addLayer("rnn", rnn(), "in")
                .addVertex("attention", vertex, "rnn", "rnn", "rnn")
                .addLayer("out", everyStep(), "attention"));
    }

    private static ComputationGraph built(ComputationGraphConfiguration.GraphBuilder builder) {
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        return graph;
    }

    private static DataSet leftPadded() {
        INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {0, 0, 1, 1}});
        INDArray features = Nd4j.linspace(-1, 1, 2 * INPUTS * 4).reshape(2, INPUTS, 4);
        return new DataSet(features, Nd4j.createFromArray(new double[][] {{1}, {-1}}), mask, null);
    }
}
