// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.internal.GradientMeter;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class GradientLayoutTest {

    @ParameterizedTest
    @EnumSource
    void blocksAreTheNamedPartsOfTheFlatParameters(TestNetwork kind) {
        Model model = kind.build(DataType.DOUBLE);
        GradientLayout layout = GradientLayout.of(model);
        assertThat(layout.blocks(Level.PARAMETER))
                .extracting(GradientBlock::path)
                .isEqualTo(kind.parameters());
        assertThat(layout.viewLength()).isEqualTo(model.params().length());

        NaiveModel parameters = NaiveModel.parameters(kind, model);
        INDArray flat = model.params().reshape(model.params().length());
        for (GradientBlock leaf : layout.leaves()) {
            INDArray range = flat.get(NDArrayIndex.interval(leaf.offset(), leaf.offset() + leaf.length()));
            assertThat(range.dup().data().asDouble())
                    .as(leaf.path())
                    .containsExactlyInAnyOrder(parameters.elements(leaf.path()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesAreDisjointAndInOrder(TestNetwork kind) {
        GradientLayout layout = GradientLayout.of(kind.build(DataType.FLOAT));
        long end = 0;
        for (GradientBlock leaf : layout.leaves()) {
            assertThat(leaf.offset()).as(leaf.path()).isGreaterThanOrEqualTo(end);
            assertThat(leaf.length()).isPositive();
            end = leaf.offset() + leaf.length();
        }
        assertThat(end).isLessThanOrEqualTo(layout.viewLength());
        assertThat(layout.model().offset() + layout.model().length()).isEqualTo(end);
    }

    @Test
    void findsBlocksByPath() {
        GradientLayout layout = GradientLayout.of(TestNetwork.LSTM_LAYER.build(DataType.FLOAT));
        GradientBlock forget = layout.find("layer0/RW/forget").orElseThrow();
        assertThat(forget.level()).isEqualTo(Level.GATE);
        assertThat(forget.level().key()).isEqualTo("gate");
        assertThat(forget.name()).isEqualTo("forget");
        assertThat(forget.length()).isEqualTo(TestNetworks.UNITS * TestNetworks.UNITS);
        assertThat(layout.find("")).contains(layout.model());
        assertThat(layout.find("layer0/RW/update")).isEmpty();
    }

    @Test
    void aLayersNameMayHaveASlash() {
        GradientLayout layout = GradientLayout.of(TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.FLOAT));
        assertThat(layout.blocks(Level.LAYER))
                .extracting(GradientBlock::name)
                .containsExactly("lower/half", "upper_half", "head");
        assertThat(layout.find("lower/half/RW").orElseThrow().name()).isEqualTo("RW");
    }

    @Test
    void layersOfOneNameAreToldApart() {
        LSTM first = TestNetworks.lstm();
        LSTM second = TestNetworks.lstm();
        first.setLayerName("same");
        second.setLayerName("same");
        MultiLayerNetwork network =
                TestNetworks.sequential(TestNetworks.base(DataType.DOUBLE), first, second, TestNetworks.eachStep());
        GradientLayout layout = GradientLayout.of(network);
        assertThat(layout.blocks(Level.LAYER))
                .extracting(GradientBlock::path)
                .containsExactly("same", "same#1", "layer2");
        StageNorms norms = new GradientMeter(layout).measure(network.params());
        for (int i = 0; i < 2; i++) {
            GradientBlock recurrent =
                    layout.find(i == 0 ? "same/RW" : "same#1/RW").orElseThrow();
            double[] expected = network.getParam(i + "_RW").dup().data().asDouble();
            NaiveNorms.check("RW", norms.of(recurrent), expected, 1.0, NaiveNorms.ORDER_OF_SUMMATION);
        }
    }

    @Test
    void aNetworkWithoutAnythingToTrainHasAnEmptyModelBlock() {
        Model model = TestNetworks.sequential(
                TestNetworks.base(DataType.FLOAT),
                new FrozenLayer(TestNetworks.lstm()),
                new FrozenLayer(TestNetworks.lstm()));
        GradientLayout layout = GradientLayout.of(model);
        assertThat(layout.blocks()).containsExactly(new GradientBlock("", Level.MODEL, 0, 0, List.of()));
        assertThat(layout.leaves()).isEmpty();
        assertThat(new GradientMeter(layout).measure(model.params()).global())
                .isEqualTo(new Norms(0, 0.0, 0.0, 0.0, 0));
    }

    @Test
    void aBlockOfAnotherModelIsRefused() {
        GradientLayout two = GradientLayout.of(TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.FLOAT));
        Model one = TestNetwork.LSTM_LAYER.build(DataType.FLOAT);
        StageNorms norms = new GradientMeter(GradientLayout.of(one)).measure(one.params());
        GradientBlock head = two.find("head").orElseThrow();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> norms.of(head))
                .withMessage("The model has no block 'head'");
    }

    @Test
    void aModelOfAnotherKindIsRefused() {
        MultiLayerNetwork network = (MultiLayerNetwork) TestNetwork.LSTM_LAYER.build(DataType.FLOAT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradientLayout.of(network.getLayer(0)))
                .withMessage("The model must be a MultiLayerNetwork or a ComputationGraph, got"
                        + " org.deeplearning4j.nn.layers.recurrent.LSTM");
    }
}
