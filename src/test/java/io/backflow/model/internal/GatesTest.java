// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import io.backflow.gradient.TextbookLstm;
import io.backflow.model.GatedLayer;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Whether a gate's block holds what its name says: by what DL4J computes with it, not by its place. */
@SuppressWarnings("deprecation") // saved models may still have GravesLSTM and GravesBidirectionalLSTM
class GatesTest {

    /** Two ways of computing in double; DL4J's tanh and exp are within a few units in the last place of the JDK's. */
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest
    @EnumSource(names = {"LSTM_LAYER", "TWO_NAMED_LSTM_LAYERS", "GRAVES_LSTM"})
    void theTextbookLstmOnTheNamedGatesIsDl4js(TestNetwork kind) {
        MultiLayerNetwork network = (MultiLayerNetwork) kind.build(DataType.DOUBLE);
        GradientLayout layout = randomised(network);
        String layer = network.getLayerNames().contains("layer0") ? "layer0" : "lower/half";
        TextbookLstm textbook = new TextbookLstm(layout, network.params(), layer + "/W", layer + "/RW", layer + "/b");

        INDArray features = sequences();
        INDArray states = network.feedForward(features).get(1);
        for (int example = 0; example < features.size(0); example++) {
            close(states.slice(example), textbook.run(matrix(features.slice(example))));
        }
    }

    @ParameterizedTest
    @CsvSource({"BIDIRECTIONAL_LSTM, layer0/f, layer0/b, ''", "GRAVES_BIDIRECTIONAL_LSTM, layer0/, layer0/, 'F B'"})
    void eachDirectionHasItsOwnGates(TestNetwork kind, String forward, String backward, String suffixes) {
        MultiLayerNetwork network = (MultiLayerNetwork) kind.build(DataType.DOUBLE);
        GradientLayout layout = randomised(network);
        String[] suffix = suffixes.isEmpty() ? new String[] {"", ""} : suffixes.split(" ");
        TextbookLstm ahead = direction(layout, network, forward, suffix[0]);
        TextbookLstm back = direction(layout, network, backward, suffix[1]);

        INDArray features = sequences();
        INDArray states = network.feedForward(features).get(1);
        for (int example = 0; example < features.size(0); example++) {
            double[][] x = matrix(features.slice(example));
            double[][] sum = ahead.run(x);
            double[][] reversed = back.run(reverse(x));
            for (int unit = 0; unit < sum.length; unit++) {
                for (int t = 0; t < sum[unit].length; t++) {
                    sum[unit][t] += reversed[unit][sum[unit].length - 1 - t];
                }
            }
            close(states.slice(example), sum);
        }
    }

    private static TextbookLstm direction(GradientLayout layout, Model network, String prefix, String suffix) {
        return new TextbookLstm(
                layout, network.params(), prefix + "W" + suffix, prefix + "RW" + suffix, prefix + "b" + suffix);
    }

    @Test
    void theForgetGatesBiasIsWhereItWasInitialised() {
        LSTM plain = new LSTM.Builder().nOut(5).forgetGateBiasInit(7.0).build();
        assertForgetBias(plain, "layer0/b");
        GravesLSTM graves =
                new GravesLSTM.Builder().nOut(5).forgetGateBiasInit(7.0).build();
        assertForgetBias(graves, "layer0/b");
        Bidirectional both = new Bidirectional(plain.clone());
        assertForgetBias(both, "layer0/fb", "layer0/bb");
        BaseRecurrentLayer gravesBoth = new GravesBidirectionalLSTM.Builder()
                .nOut(5)
                .forgetGateBiasInit(7.0)
                .build();
        assertForgetBias(gravesBoth, "layer0/bF", "layer0/bB");
    }

    private static void assertForgetBias(org.deeplearning4j.nn.conf.layers.Layer layer, String... biases) {
        Model network = TestNetworks.sequential(
                TestNetworks.base(DataType.FLOAT).biasInit(0.0), layer, TestNetworks.eachStep());
        GradientLayout layout = GradientLayout.of(network);
        for (String bias : biases) {
            for (GradientBlock gate : layout.find(bias).orElseThrow().children()) {
                double expected = gate.name().equals("forget") ? 7.0 : 0.0;
                assertThat(elements(network.params(), gate)).as(gate.path()).containsOnly(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer0/RW/peephole", "layer0/RWF/peephole", "layer0/RWB/peephole"})
    void peepholesAreBehindTheGates(String path) {
        TestNetwork kind =
                path.startsWith("layer0/RW/") ? TestNetwork.GRAVES_LSTM : TestNetwork.GRAVES_BIDIRECTIONAL_LSTM;
        MultiLayerNetwork network = (MultiLayerNetwork) kind.build(DataType.DOUBLE);
        GradientBlock peephole = randomised(network).find(path).orElseThrow();
        assertThat(peephole.length()).isEqualTo(3 * TestNetworks.UNITS);
        // The other tests show that the peepholes are nowhere else: with 0 here, the textbook LSTM is DL4J's.
        INDArray without = network.feedForward(sequences()).get(1).dup();
        for (long i = 0; i < peephole.length(); i++) {
            network.params().putScalar(peephole.offset() + i, 0.7);
        }
        assertThat(network.feedForward(sequences()).get(1)).isNotEqualTo(without);
    }

    /** A layer as the recurrent ones that DL4J lacks are configured. */
    private static final class ThreeGates extends LSTM implements GatedLayer {

        @Override
        public List<String> gates(String parameter) {
            return parameter.equals("gain") ? List.of() : List.of("reset", "update", "candidate");
        }
    }

    @Test
    void layersMayNameTheirOwnGates() {
        ThreeGates layer = new ThreeGates();
        assertThat(Gates.of(layer, "RW", 15))
                .containsExactly(
                        new Gates.Columns("reset", 5),
                        new Gates.Columns("update", 5),
                        new Gates.Columns("candidate", 5));
        assertThat(Gates.of(layer, "gain", 5)).isEmpty();
        assertThat(Gates.of(new Bidirectional(layer), "bRW", 15)).hasSize(3);
    }

    private static GradientLayout randomised(Model model) {
        GradientLayout layout = GradientLayout.of(model);
        Random random = new Random(11);
        for (GradientBlock leaf : layout.leaves()) {
            boolean peephole = leaf.name().equals("peephole"); // which the textbook LSTM does not have
            for (long i = 0; i < leaf.length(); i++) {
                model.params().putScalar(leaf.offset() + i, peephole ? 0.0 : random.nextGaussian());
            }
        }
        return layout;
    }

    private static INDArray sequences() {
        DataSet data = TestData.sequences(DataType.DOUBLE, 3, TestNetworks.STEPS, 5);
        return data.getFeatures();
    }

    private static double[][] matrix(INDArray array) {
        return array.toDoubleMatrix();
    }

    private static double[][] reverse(double[][] x) {
        double[][] reversed = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int t = 0; t < x[i].length; t++) {
                reversed[i][t] = x[i][x[i].length - 1 - t];
            }
        }
        return reversed;
    }

    private static void close(INDArray actual, double[][] expected) {
        for (int unit = 0; unit < expected.length; unit++) {
            for (int t = 0; t < expected[unit].length; t++) {
                assertThat(actual.getDouble(unit, t)).isCloseTo(expected[unit][t], within(ROUNDING));
            }
        }
    }

    private static List<Double> elements(INDArray flat, GradientBlock block) {
        return LongStream.range(0, block.length())
                .mapToObj(i -> flat.getDouble(block.offset() + i))
                .toList();
    }
}
