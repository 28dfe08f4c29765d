// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.gru.GRU;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Outputs and gradients against those of PyTorch; {@code src/test/pytorch/recurrent_reference.py} wrote the figures.
 */
class PyTorchReferenceTest {

    /** Both in double, over seven steps of sums with a few dozen terms. */
    private static final double TOLERANCE = 1e-12;

    private static final int BATCH = 3;
    private static final int INPUTS = 4;
    private static final int UNITS = 5;
    private static final int STEPS = 7;

    /** Where each of our gates is among PyTorch's: it orders the LSTM input, forget, candidate, output. */
    private static final Map<String, int[]> GATES =
            Map.of("rnn", new int[] {0}, "lstm", new int[] {2, 1, 3, 0}, "gru", new int[] {0, 1, 2});

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void agreesWithPyTorch(String name) throws IOException {
        Map<String, double[]> reference = reference();
        MultiLayerNetwork network = network(name);
        RecurrentLayers.install(network);
        Layer layer = network.getLayer(0);
        layer.setBackpropGradientsViewArray(Nd4j.zeros(DataType.DOUBLE, layer.numParams()));
        layer.setParam("W", matrix(name, reference, "weight_ih_l0", INPUTS));
        layer.setParam("RW", matrix(name, reference, "weight_hh_l0", UNITS));
        layer.setParam("b", bias(name, reference, ""));

        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        INDArray y = layer.activate(sequence(reference, name + ".x", INPUTS), true, none);
        assertClose("y", y, sequence(reference, name + ".y", UNITS));
        Pair<Gradient, INDArray> gradient =
                layer.backpropGradient(sequence(reference, name + ".injected", UNITS), none);
        assertClose("dx", gradient.getSecond(), sequence(reference, name + ".dx", INPUTS));
        Map<String, INDArray> by = gradient.getFirst().gradientForVariable();
        assertClose("dW", get(by, "W"), matrix(name, reference, "dweight_ih_l0", INPUTS));
        assertClose("dRW", get(by, "RW"), matrix(name, reference, "dweight_hh_l0", UNITS));
        assertClose("db", get(by, "b"), bias(name, reference, "d"));
    }

    private static INDArray get(Map<String, INDArray> map, String key) {
        return Objects.requireNonNull(map.get(key));
    }

    private static void assertClose(String what, INDArray actual, INDArray expected) {
        assertThat(FiniteDifferences.relativeError(actual.dup('c'), expected.dup('c')))
                .as(what)
                .isLessThan(TOLERANCE);
    }

    private static MultiLayerNetwork network(String name) {
        org.deeplearning4j.nn.conf.layers.Layer layer = switch (name) {
            case "rnn" ->
                new SimpleRnn.Builder().nOut(UNITS).activation(Activation.TANH).build();
            case "lstm" ->
                new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
            default -> new GRU.Builder().nOut(UNITS).build();
        };
        return Trainee.Plan.of(
                        layer,
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .inputs(INPUTS)
                .build()
                .theNetwork();
    }

    /** PyTorch's [batch, time, size] as Deeplearning4j's [batch, size, time]. */
    private static INDArray sequence(Map<String, double[]> reference, String key, int size) {
        return Nd4j.createFromArray(numbers(reference, key))
                .reshape('c', BATCH, STEPS, size)
                .permute(0, 2, 1)
                .dup('c');
    }

    private static INDArray matrix(String name, Map<String, double[]> reference, String key, int rows) {
        int[] gates = gates(name);
        double[] theirs = numbers(reference, name + "." + key);
        INDArray ours = Nd4j.create(DataType.DOUBLE, rows, (long) gates.length * UNITS);
        for (int g = 0; g < gates.length; g++) {
            for (int u = 0; u < UNITS; u++) {
                for (int i = 0; i < rows; i++) {
                    ours.putScalar(i, (long) g * UNITS + u, theirs[(gates[g] * UNITS + u) * rows + i]);
                }
            }
        }
        return ours;
    }

    /**
     * Ours are PyTorch's two after each other in the GRU; in the other cells there is one, their sum, with the gradient
     * of either.
     */
    private static INDArray bias(String name, Map<String, double[]> reference, String prefix) {
        int[] gates = gates(name);
        double[] input = numbers(reference, name + "." + prefix + "bias_ih_l0");
        double[] recurrent = numbers(reference, name + "." + prefix + "bias_hh_l0");
        boolean both = name.equals("gru");
        int n = gates.length * UNITS;
        INDArray ours = Nd4j.create(DataType.DOUBLE, 1, both ? 2L * n : n);
        for (int g = 0; g < gates.length; g++) {
            for (int u = 0; u < UNITS; u++) {
                int from = gates[g] * UNITS + u;
                int to = g * UNITS + u;
                boolean sum = !both && prefix.isEmpty();
                ours.putScalar(0, to, sum ? input[from] + recurrent[from] : input[from]);
                if (both) {
                    ours.putScalar(0, n + to, recurrent[from]);
                }
            }
        }
        return ours;
    }

    private static int[] gates(String name) {
        return Objects.requireNonNull(GATES.get(name));
    }

    private static double[] numbers(Map<String, double[]> reference, String key) {
        return Objects.requireNonNull(reference.get(key), key);
    }

    private static Map<String, double[]> reference() throws IOException {
        Map<String, double[]> reference = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(
                        PyTorchReferenceTest.class.getResourceAsStream("pytorch-reference.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int colon = line.indexOf(':');
                reference.put(
                        line.substring(0, colon),
                        Stream.of(line.substring(colon + 2).split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            });
        }
        return reference;
    }
}
