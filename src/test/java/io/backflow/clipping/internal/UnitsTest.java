// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Units beside what a layer does: the weights of a unit are those that the same output depends on. */
class UnitsTest {

    private static MultiLayerNetwork network(InputType input, Layer layer) {
        OutputLayer output = new OutputLayer.Builder().nOut(2).build();
        MultiLayerNetwork network = new MultiLayerNetwork(TestNetworks.base(DataType.DOUBLE)
                .activation(Activation.IDENTITY)
                .list(layer, output)
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    static Stream<Arguments> layers() {
        InputType image = InputType.convolutional(5, 4, 3);
        InputType volume = InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 3, 3, 2);
        return Stream.of(
                Arguments.of(
                        InputType.feedForward(3),
                        new DenseLayer.Builder().nOut(4).build()),
                Arguments.of(image, new ConvolutionLayer.Builder(2, 3).nOut(4).build()),
                Arguments.of(image, new Deconvolution2D.Builder(2, 3).nOut(4).build()),
                Arguments.of(
                        image,
                        new DepthwiseConvolution2D.Builder()
                                .kernelSize(2, 3)
                                .depthMultiplier(2)
                                .build()),
                Arguments.of(volume, new Convolution3D.Builder(2, 2, 2).nOut(4).build()),
                Arguments.of(
                        volume,
                        new Deconvolution3D.Builder()
                                .kernelSize(2, 2, 2)
                                .nOut(4)
                                .build()));
    }

    /** Changes one weight after the other and looks at the channels, the second dimension, of what comes out. */
    @ParameterizedTest
    @MethodSource("layers")
    void aUnitIsWhatTheSameOutputDependsOn(InputType input, Layer layer) {
        MultiLayerNetwork network = network(input, layer);
        INDArray weights = network.getLayer(0).getParam("W");
        INDArray features = Nd4j.linspace(1, 2, input.arrayElementsPerExample(), DataType.DOUBLE)
                .reshape(ofOneExample(input));
        Units units = Objects.requireNonNull(Units.of(network).get(start(network, "layer0/W")));
        Map<Set<Long>, Set<Integer>> unitsOfChannels = new LinkedHashMap<>();
        INDArray before = network.feedForwardToLayer(0, features).get(1).dup();
        for (long i = 0; i < weights.length(); i++) {
            long at = units.start() + i;
            double old = network.params().getDouble(at);
            network.params().putScalar(at, old + 1);
            INDArray now = network.feedForwardToLayer(0, features).get(1);
            unitsOfChannels
                    .computeIfAbsent(changed(before, now), channels -> new TreeSet<>())
                    .add(units.of(at));
            network.params().putScalar(at, old);
        }
        assertThat(unitsOfChannels).hasSize((int) before.size(1)).allSatisfy((channels, found) -> {
            assertThat(channels).hasSize(1);
            assertThat(found).hasSize(1);
        });
        assertThat(units.count()).isEqualTo((int) before.size(1));
    }

    private static long[] ofOneExample(InputType input) {
        long[] shape = input.getShape(true);
        shape[0] = 1;
        return shape;
    }

    private static Set<Long> changed(INDArray before, INDArray now) {
        Set<Long> channels = new TreeSet<>();
        for (long channel = 0; channel < before.size(1); channel++) {
            double[] old = Bits.of(before.slice(channel, 1));
            double[] other = Bits.of(now.slice(channel, 1));
            if (!Arrays.equals(old, other)) {
                channels.add(channel);
            }
        }
        return channels;
    }

    private static long start(Model model, String path) {
        return GradientLayout.of(model).find(path).orElseThrow().offset();
    }

    /** Of weights [multiplier, nIn, height, width], each of the first two gives the other half a channel. */
    @Test
    void theDepthwiseHalfOfASeparableConvolutionHasAUnitForEachOfItsChannels() {
        Layer layer = new SeparableConvolution2D.Builder(2, 2)
                .nOut(4)
                .depthMultiplier(2)
                .build();
        MultiLayerNetwork network = network(InputType.convolutional(5, 5, 3), layer);
        assertThat(Units.of(network).get(start(network, "layer0/W")))
                .isEqualTo(new Units(start(network, "layer0/W"), 2 * 2, 2 * 3));
        assertThat(Units.of(network).get(start(network, "layer0/pW")))
                .isEqualTo(new Units(start(network, "layer0/pW"), 2 * 3, 4));
    }

    /** Of weights [heads, headSize, nIn], each of the first two gives a head an element. */
    @Test
    void aProjectionOfAttentionHasAUnitForEachElementOfEachHead() {
        Layer layer = new SelfAttentionLayer.Builder()
                .nOut(6)
                .nHeads(2)
                .projectInput(true)
                .build();
        List<Model> models = List.of(
                TestNetworks.sequential(TestNetworks.base(DataType.DOUBLE), layer, TestNetworks.eachStep()),
                TestNetwork.GRAPH_WITH_ATTENTION.build(DataType.DOUBLE));
        List<Units> expected = new ArrayList<>();
        List<Units> actual = new ArrayList<>();
        for (Model model : models) {
            boolean graph = model == models.get(1);
            for (GradientBlock block : GradientLayout.of(model).blocks(Level.PARAMETER)) {
                if (Set.of("Wq", "Wk", "Wv").contains(block.name())) {
                    expected.add(new Units(
                            block.offset(),
                            graph ? TestNetworks.UNITS : TestNetworks.INPUTS,
                            graph ? TestNetworks.UNITS : 6));
                    actual.add(Objects.requireNonNull(Units.of(model).get(block.offset())));
                }
            }
        }
        assertThat(actual).hasSize(6).isEqualTo(expected);
    }
}
