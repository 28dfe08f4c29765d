// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.audit.GradientAudit.Block;
import io.backflow.audit.GradientAudit.Verdict;
import io.backflow.recurrent.RecurrentLayers;
import java.util.List;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
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
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class GradientAuditTest {

    private static final int INPUTS = 3;
    private static final int UNITS = 4;
    private static final int CLASSES = 2;
    private static final int BATCH = 5;
    private static final int STEPS = 6;

    /** An activation whose derivative is twice the true one. */
    public static final class DoubledTanh extends ActivationTanH {
        private static final long serialVersionUID = 1;

        @Override
        public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
            Pair<INDArray, INDArray> right = super.backprop(in, epsilon);
            return Pair.of(right.getFirst().mul(2), right.getSecond());
        }
    }

    @Test
    void findsThatTheGradientsOfDeeplearning4jsLstmAreRight() {
        GradientAudit audit = GradientAudit.of(network(lstm(), everyStep()), sequences(false));

        assertThat(audit.isRight()).as("%s", audit).isTrue();
        assertThat(audit.blocks()).hasSize(14).allMatch(block -> block.verdict() == Verdict.RIGHT);
        assertThat(audit.blocks())
                .allSatisfy(block -> assertThat(block.factor()).isCloseTo(1, within(1e-6)));
        assertThat(audit.origins()).isEmpty();
    }

    @Test
    void findsThatInstalledLayersAreRight() {
        MultiLayerNetwork network = network(lstm(), everyStep());
        RecurrentLayers.install(network);

        GradientAudit audit = GradientAudit.of(network, sequences(false));

        assertThat(audit.blocks()).allMatch(block -> block.verdict() == Verdict.RIGHT);
    }

    @Test
    void findsThatBothDirectionsAreRight() {
        MultiLayerNetwork network = network(new Bidirectional(Bidirectional.Mode.ADD, rnn()), everyStep());

        GradientAudit before = GradientAudit.of(network, sequences(false));
        RecurrentLayers.install(network);
        GradientAudit after = GradientAudit.of(network, sequences(false));

        assertThat(before.blocks()).hasSize(8).allMatch(block -> block.verdict() == Verdict.RIGHT);
        assertThat(after.blocks()).hasSize(8).allMatch(block -> block.verdict() == Verdict.RIGHT);
    }

    /** As Deeplearning4j 1.0.0-M2.1 is: the attention's own gradients and all below are twice the true ones. */
    @Test
    void namesTheAttentionWhoseGradientIsDoubled() {
        Layer attention = new SelfAttentionLayer.Builder()
                .nIn(UNITS)
                .nOut(UNITS)
                .nHeads(1)
                .projectInput(true)
                .build();
        GradientAudit audit = GradientAudit.of(network(lstm(), attention, everyStep()), sequences(false));

        assertThat(audit.origins()).hasSize(1).allMatch(name -> name.equals("layer1"));
        assertThat(audit.wrong())
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.verdict()).isEqualTo(Verdict.WRONG_BY_A_FACTOR))
                .allSatisfy(block -> assertThat(block.factor()).isCloseTo(2, within(1e-5)));
        assertThat(audit.blocks().stream().filter(block -> block.path().startsWith("layer2")))
                .isNotEmpty()
                .allMatch(block -> block.verdict() == Verdict.RIGHT);
    }

    @Test
    void namesTheLayerOfAGraphInWhichAFactorOfTwoIsPlanted() {
        ComputationGraphConfiguration.GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(INPUTS));
        String below = "in";
        for (int i = 0; i < 6; i++) {
            DenseLayer.Builder dense = new DenseLayer.Builder().nOut(UNITS);
            dense = i == 3 ? dense.activation(new DoubledTanh()) : dense.activation(Activation.TANH);
            builder.addLayer("dense" + i, dense.build(), below);
            below = "dense" + i;
        }
        builder.addLayer("out", output(), below).setOutputs("out");
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();

        GradientAudit audit = GradientAudit.of(
                graph, new DataSet(Nd4j.rand(BATCH, INPUTS), Nd4j.eye(CLASSES).getRows(0, 1, 0, 1, 0)));

        assertThat(audit.origins()).containsExactly("dense3");
        assertThat(audit.wrong())
                .extracting(Block::path)
                .containsExactly(
                        "dense0/W", "dense0/b", "dense1/W", "dense1/b", "dense2/W", "dense2/b", "dense3/W", "dense3/b");
        assertThat(audit.wrong()).allSatisfy(block -> assertThat(block.factor()).isCloseTo(2, within(1e-5)));
        assertThat(audit.toString()).contains("the error enters at dense3").contains("2.00000 times the true gradient");
    }

    /** As Deeplearning4j 1.0.0-M2.1 is: the second segment's gradient is that of no state at all. */
    @Test
    void findsTheSecondSegmentOfTruncatedBackpropagationWrongUntilLayersAreInstalled() {
        MultiLayerNetwork network = network(true, rnn(), everyStep());
        DataSet data = sequences(false);

        GradientAudit before = GradientAudit.of(network, data);
        RecurrentLayers.install(network);
        GradientAudit after = GradientAudit.of(network, data);

        assertThat(before.wrong()).as("%s", before).isNotEmpty().allMatch(block -> block.segment() == 2);
        assertThat(before.origins()).hasSize(1).allMatch(name -> name.equals("layer0"));
        assertThat(after.blocks()).extracting(Block::segment).contains(1, 2);
        assertThat(after.wrong()).as("%s", after).isEmpty();
        assertThat(after.isRight()).isTrue();
    }

    /** As Deeplearning4j 1.0.0-M2.1 is, with padding on the left. */
    @Test
    void findsTheLastTimeStepOfPaddedSequencesWrong() {
        MultiLayerNetwork network = network(new LastTimeStep(lstm()), output());
        DataSet data = sequences(true);
        data.setLabels(Nd4j.eye(CLASSES).getRows(0, 1, 0, 1, 0));
        data.setLabelsMaskArray(null);

        GradientAudit before = GradientAudit.of(network, data);
        RecurrentLayers.install(network);
        GradientAudit after = GradientAudit.of(network, data);

        assertThat(before.wrong()).as("%s", before).isNotEmpty();
        assertThat(after.wrong()).as("%s", after).isEmpty();
    }

    @Test
    void leavesNetworkListenersAndRandomNumbersAsTheyWere() {
        MultiLayerNetwork network = network(lstm(), everyStep());
        network.setListeners(new ScoreIterationListener(1));
        INDArray parameters = network.params().dup();
        Nd4j.getRandom().setSeed(3);
        INDArray expected = Nd4j.rand(1, 5);
        Nd4j.getRandom().setSeed(3);

        GradientAudit.of(network, sequencesOf(Nd4j.ones(BATCH, INPUTS, STEPS)));

        assertThat(Nd4j.rand(1, 5).toFloatVector()).isEqualTo(expected.toFloatVector());
        assertThat(network.params().toFloatVector()).isEqualTo(parameters.toFloatVector());
        assertThat(network.getListeners()).hasSize(1);
        assertThat(network.getIterationCount()).isZero();
    }

    @Test
    void doesNotCallWrongWhatDropsOutAtRandom() {
        LSTM dropped = lstm();
        dropped.setIDropout(new org.deeplearning4j.nn.conf.dropout.Dropout(0.5));

        GradientAudit audit = GradientAudit.of(network(dropped, everyStep()), sequences(false));

        assertThat(audit.wrong()).as("%s", audit).isEmpty();
    }

    @Test
    void saysThatNothingCanBeCheckedWhereTheLossIsNotFinite() {
        MultiLayerNetwork network = network(lstm(), everyStep());
        network.params().putScalar(0, Float.NaN);

        GradientAudit audit = GradientAudit.of(network, sequences(false));

        assertThat(audit.isRight()).isFalse();
        assertThat(audit.blocks()).allMatch(block -> block.verdict() == Verdict.NOT_CHECKABLE);
        assertThat(audit.toString()).contains("the loss is NaN");
    }

    @Test
    void refusesWhatIsNoNetwork() {
        org.deeplearning4j.nn.api.Layer layer = network(lstm(), everyStep()).getLayer(0);

        assertThatThrownBy(() -> GradientAudit.of(layer, sequences(false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MultiLayerNetwork or a ComputationGraph");
    }

    private static LSTM lstm() {
        return new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static SimpleRnn rnn() {
        return new SimpleRnn.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static RnnOutputLayer everyStep() {
        return new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .dataFormat(RNNFormat.NCW)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static MultiLayerNetwork network(Layer... layers) {
        return network(false, layers);
    }

    private static MultiLayerNetwork network(boolean truncated, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(12)
                .updater(new Sgd(0.1))
                .l2(0.01)
                .list();
        List.of(layers).forEach(list::layer);
        if (truncated) {
            list.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(STEPS / 2);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.recurrent(INPUTS, RNNFormat.NCW)).build());
        network.init();
        return network;
    }

    private static DataSet sequences(boolean leftPadded) {
        Nd4j.getRandom().setSeed(5);
        DataSet data = sequencesOf(Nd4j.randn(BATCH, INPUTS, STEPS));
        if (leftPadded) {
            INDArray mask = Nd4j.ones(BATCH, STEPS);
            mask.putScalar(0, 0, 0);
            mask.putScalar(0, 1, 0);
            mask.putScalar(3, 0, 0);
            data.setFeaturesMaskArray(mask);
            data.setLabelsMaskArray(mask.dup());
        }
        return data;
    }

    private static DataSet sequencesOf(INDArray features) {
        INDArray labels = Nd4j.zeros(BATCH, CLASSES, STEPS);
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                labels.putScalar(b, (b + t) % CLASSES, t, 1);
            }
        }
        return new DataSet(features, labels);
    }
}
