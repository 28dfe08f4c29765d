// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.NonFiniteConfig.Action;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.flow.FlowConfig;
import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.flow.FlowListener;
import io.backflow.flow.GateQuantity;
import io.backflow.flow.JacobianCapture;
import io.backflow.flow.LagProfiles;
import io.backflow.gradient.GradientNorms;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.record.ClippingFormat;
import io.backflow.record.FlowFormat;
import io.backflow.record.GradientFormat;
import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.slf4j.LoggerFactory;

class BackflowTest {

    private static final double THRESHOLD = 0.01;

    private final Lines lines = new Lines();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Attendance.class);

    /** Keeps the compact rows, and whether it was closed. */
    private static final class Lines implements RecordSink {
        private final List<String> rows = Collections.synchronizedList(new ArrayList<>());
        private boolean closed;

        @Override
        public <T> void write(RecordFormat<? super T> format, T record) {
            rows.add(format.row(record).toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Keeps the norm of the gradient that it sees, and of the parameters after the update. */
    private static final class Host extends BaseTrainingListener {
        private final List<Double> gradients = new ArrayList<>();
        private final List<float[]> parameters = new ArrayList<>();

        @Override
        public void onGradientCalculation(Model model) {
            double sum = 0;
            for (double element : model.getGradientsViewArray().toDoubleVector()) {
                sum += element * element;
            }
            gradients.add(Math.sqrt(sum) / model.batchSize());
        }

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            parameters.add(model.params().toFloatVector());
        }
    }

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .list()
                .layer(new LSTM.Builder()
                        .nIn(3)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .dataFormat(RNNFormat.NCW)
                        .nIn(5)
                        .nOut(2)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DataSet data() {
        Nd4j.getRandom().setSeed(5);
        return new DataSet(Nd4j.rand(DataType.FLOAT, 4, 3, 7), Nd4j.rand(DataType.FLOAT, 4, 2, 7));
    }

    private Attachment clipping(Model model) {
        return Backflow.on(model)
                .clip(new GlobalNormClipping(THRESHOLD))
                .to(lines)
                .attach();
    }

    private static void fit(MultiLayerNetwork network, int times) {
        DataSet data = data();
        for (int i = 0; i < times; i++) {
            network.fit(data);
        }
    }

    @Test
    void doesToTheBitWhatTheListenersDoThatOneSetsOneself() {
        MultiLayerNetwork attached = network();
        try (Attachment attachment = Backflow.on(attached)
                .install()
                .clip(new GlobalNormClipping(THRESHOLD))
                .measure(
                        GradientNorms.every(2),
                        LagProfiles.every(3),
                        new GateQuantity(GateCapture.QUANTILES),
                        JacobianCapture.every(4))
                .to(lines)
                .attach()) {
            assertThat(attachment.isAttached()).isTrue();
            fit(attached, 8);
        }
        assertThat(lines.closed).isTrue();
        assertThat(attached.getListeners()).isEmpty();

        MultiLayerNetwork byHand = network();
        RecurrentLayers.install(byHand);
        Lines expected = new Lines();
        Consumer<ClippingRecord> clips = expected.accepting(new ClippingFormat());
        FlowConfig config = FlowConfig.profiles(3, GateCapture.QUANTILES, true).with(JacobianCapture.every(4));
        try (FlowListener flow = new FlowListener(config, expected.accepting(new FlowFormat()));
                ClippingListener clipping = ClippingListener.builder(new GlobalNormClipping(THRESHOLD))
                        .schedule(SamplingSchedule.every(2))
                        .gradients(expected.accepting(new GradientFormat()))
                        .clips(clips)
                        .build()) {
            byHand.setListeners(clipping, flow);
            fit(byHand, 8);
        }
        assertThat(attached.params().toFloatVector()).isEqualTo(byHand.params().toFloatVector());
        assertThat(lines.rows).containsExactlyElementsOf(expected.rows).hasSizeGreaterThan(16);
    }

    @Test
    void listenersBeforeAndAfterSeeTheClippedGradient() {
        MultiLayerNetwork network = network();
        Host before = new Host();
        Host after = new Host();
        network.setListeners(before);
        try (Attachment attached = clipping(network)) {
            fit(network, 1);
            network.addListeners(after);
            fit(network, 2);
            assertThat(attached.isAttached()).isTrue();
        }
        assertThat(before.gradients).hasSize(3).allMatch(norm -> norm <= THRESHOLD * (1 + 1e-6));
        assertThat(after.gradients).hasSize(2).allMatch(norm -> norm <= THRESHOLD * (1 + 1e-6));
        assertThat(network.getListeners()).containsExactly(before, after);
        assertThat(logged.list).isEmpty();
    }

    @Test
    void listenersSeeNoUpdateThatWasTakenBack() {
        MultiLayerNetwork network = network();
        Host host = new Host();
        network.setListeners(host);
        float[] start = network.params().toFloatVector();
        try (Attachment attached = Backflow.on(network)
                .nonFinite(new NonFiniteConfig(Action.SKIP, 10, null, 1e-9))
                .attach()) {
            fit(network, 2);
            assertThat(attached.isAttached()).isTrue();
        }
        assertThat(host.parameters)
                .hasSize(2)
                .allSatisfy(parameters -> assertThat(parameters).containsExactly(start));
    }

    @Test
    void clipsAndMeasuresTheSameBehindAListenerAndSaysSoOnce() {
        MultiLayerNetwork network = network();
        Host host = new Host();
        try (Attachment attached = clipping(network)) {
            List<TrainingListener> all = new ArrayList<>(network.getListeners());
            all.add(0, host);
            network.setListeners(all);
            fit(network, 3);
            assertThat(attached.isAttached()).isTrue();
        }
        List<String> behind = List.copyOf(lines.rows);
        assertThat(host.gradients).anyMatch(norm -> norm > THRESHOLD);
        assertThat(logged.list).singleElement().asString().contains("put before Backflow");

        lines.rows.clear();
        MultiLayerNetwork alone = network();
        try (Attachment attached = clipping(alone)) {
            fit(alone, 3);
            assertThat(attached.layers()).isEmpty();
        }
        assertThat(behind).isEqualTo(lines.rows);
        assertThat(network.params().toFloatVector()).isEqualTo(alone.params().toFloatVector());
    }

    @Test
    void warnsWhenClosedOfTheUpdatesThatSetListenersTookAway() {
        MultiLayerNetwork network = network();
        try (Attachment attached = clipping(network)) {
            fit(network, 2);
            network.setListeners(new Host());
            fit(network, 3);
            assertThat(attached.isAttached()).isFalse();
        }
        assertThat(logged.list).singleElement().asString().contains("3 of the network's updates");
        assertThat(network.getListeners()).hasSize(1);
    }

    @Test
    void aCloneIsNotAttached() {
        MultiLayerNetwork network = network();
        try (Attachment attached = clipping(network)) {
            fit(network, 1);
            MultiLayerNetwork clone = network.clone();
            Host host = new Host();
            clone.setListeners(host);
            fit(clone, 1);
            assertThat(host.gradients).allMatch(norm -> norm > THRESHOLD);
            fit(network, 1);
            assertThat(attached.isAttached()).isTrue();
        }
        assertThat(lines.rows).hasSize(2);
        assertThat(logged.list).isEmpty();
    }

    @Test
    void clipsInEveryWorkerOfAParallelWrapper() {
        MultiLayerNetwork network = network();
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            batches.addAll(data().asList());
        }
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(2)
                .build();
        try (Attachment attached = clipping(network)) {
            assertThat(attached.isAttached()).isTrue();
            wrapper.setListeners(network.getListeners());
            wrapper.fit(new ListDataSetIterator<>(batches, 4));
        } finally {
            wrapper.shutdown();
        }
        assertThat(lines.rows).hasSize(4).allMatch(row -> row.contains("\"action\":\"clipped\""));
        assertThat(lines.rows).filteredOn(row -> row.contains("\"model\":1")).hasSize(2);
    }

    @Test
    void sinksAreClosedIfNothingIsAttached() {
        MultiLayerNetwork network = network();
        assertThatThrownBy(() -> Backflow.on(network)
                        .measure(LagProfiles.every(1)) // and no layer is installed
                        .to(lines)
                        .attach())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no installed recurrent layer");
        assertThat(lines.closed).isTrue();
        assertThat(network.getListeners()).isEmpty();
    }

    @Test
    void attachesToAGraph() {
        ComputationGraph graph = network().toComputationGraph();
        try (Attachment attached = Backflow.on(graph)
                .install()
                .clip(new GlobalNormClipping(THRESHOLD))
                .measure(LagProfiles.every(1))
                .to(lines)
                .attach()) {
            assertThat(attached.isAttached()).isTrue();
            graph.fit(data());
        }
        assertThat(lines.rows).hasSize(2);
        assertThat(graph.getListeners()).isEmpty();
    }

    @Test
    void refusesWhatCannotBe() {
        MultiLayerNetwork network = network();
        Backflow twice = Backflow.on(network)
                .measure(LagProfiles.every(1), LagProfiles.every(2))
                .to(lines);
        assertThatThrownBy(twice::attach)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No two quantities may have the same name, got 'lagProfiles' twice");
        assertThatThrownBy(Backflow.on(network).measure(LagProfiles.every(1))::attach)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call to(...)");
        assertThatThrownBy(Backflow.on(network).measure(LagProfiles.every(1)).to(lines)::attach)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call install()");
        try (Attachment attached = clipping(network)) {
            assertThat(attached.isAttached()).isTrue();
            assertThatThrownBy(() -> clipping(network))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("clipped by another listener");
        }
    }
}
