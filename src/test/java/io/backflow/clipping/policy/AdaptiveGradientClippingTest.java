// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Clipping unit by unit, beside plain loops over the parameter tables that know nothing of the flat view. */
class AdaptiveGradientClippingTest extends StatelessPolicyContract {

    private static final double EPS = 1e-3;

    /** A unit: where its elements lie in the flat view. */
    private record Unit(String parameter, List<Integer> elements) {
        double norm(double[] flat) {
            double max =
                    elements.stream().mapToDouble(i -> Math.abs(flat[i])).max().orElseThrow();
            return max == 0
                    ? 0
                    : max
                            * NaiveNorms.l2(elements.stream()
                                    .mapToDouble(i -> flat[i] / max)
                                    .toArray());
        }
    }

    /** Returns the mean of every element of the view, those of frozen layers included. */
    private static double[] flat(BareGradient gradient) {
        return gradient.elements(
                new GradientBlock("", Level.MODEL, 0, gradient.layout().viewLength(), List.of()));
    }

    private static double[] weights(Model model) {
        return model.params().castTo(DataType.DOUBLE).dup().data().asDouble();
    }

    /** The units as optax has them: the last axis of a matrix, the whole of a vector. */
    private static List<Unit> units(Model model) {
        Map<String, INDArray> marked = new LinkedHashMap<>();
        INDArray before = model.params().dup();
        for (int i = 0; i < before.length(); i++) {
            model.params().putScalar(i, i); // the element's own index, exact in float
        }
        for (GradientBlock block : GradientLayout.of(model).blocks(Level.PARAMETER)) {
            marked.put(block.path(), table(model, block.path()).dup());
        }
        model.params().assign(before);
        List<Unit> units = new ArrayList<>();
        marked.forEach((path, indices) -> {
            boolean vector =
                    Arrays.stream(indices.shape()).filter(size -> size > 1).count() <= 1;
            long columns = vector ? 1 : indices.size(1);
            for (int column = 0; column < columns; column++) {
                INDArray unit = vector ? indices : indices.getColumn(column);
                units.add(new Unit(
                        path,
                        Arrays.stream(unit.dup().data().asDouble())
                                .mapToObj(x -> (int) x)
                                .toList()));
            }
        });
        return units;
    }

    private static INDArray table(Model model, String path) {
        int slash = path.lastIndexOf('/');
        String layer = path.substring(0, slash);
        String key = path.substring(slash + 1);
        return model instanceof MultiLayerNetwork network
                ? Arrays.stream(network.getLayers())
                        .filter(l -> layer.equals(l.conf().getLayer().getLayerName()))
                        .findFirst()
                        .orElseThrow()
                        .getParam(key)
                : Objects.requireNonNull(((ComputationGraph) model)
                        .getVertex(layer)
                        .paramTable(false)
                        .get(key));
    }

    private static double lambda(BareGradient gradient) {
        double[] flat = flat(gradient);
        double[] weights = weights(gradient.model());
        double[] ratios = units(gradient.model()).stream()
                .mapToDouble(unit -> unit.norm(flat) / Math.max(unit.norm(weights), EPS))
                .sorted()
                .toArray();
        return ratios[ratios.length / 2] * 1.01 + Double.MIN_NORMAL;
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return new AdaptiveGradientClipping(lambda(gradient), EPS).newPolicy();
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        double[] flat = flat(gradient);
        double[] weights = weights(gradient.model());
        double largest = units(gradient.model()).stream()
                .mapToDouble(unit -> unit.norm(flat) / Math.max(unit.norm(weights), EPS))
                .max()
                .orElseThrow();
        return List.of(
                new AdaptiveGradientClipping(largest * (1 + 1e-9), EPS).newPolicy(),
                new AdaptiveGradientClipping(1e300, EPS).newPolicy());
    }

    @Override
    protected ClippingPolicy ofOneWeight(BareGradient gradient) {
        return new AdaptiveGradientClipping(0.01, EPS).newPolicy();
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return List.of(); // it keeps the direction of each unit, which assertBounded looks at
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        assertAgrees(units(before.model()), before, after, lambda(before), type);
    }

    private static void assertAgrees(
            List<Unit> units, BareGradient before, BareGradient after, double lambda, DataType type) {
        double[] old = flat(before);
        double[] now = flat(after);
        double[] weights = weights(before.model());
        // The margin of the bound, the rounding of each element; below half's normal range at worst 2^-25 of a sum.
        double tolerance = 6 * roundoff(type) + 0x1p-21;
        double subnormal = type == DataType.FLOAT16 ? 0x1p-24 : type == DataType.FLOAT ? Float.MIN_VALUE : 0;
        for (Unit unit : units) {
            double norm = unit.norm(old);
            double largest = lambda * Math.max(unit.norm(weights), EPS);
            assertThat(unit.norm(now))
                    .as(unit.parameter())
                    .isLessThanOrEqualTo(Math.min(norm, largest) * (1 + tolerance) + subnormal);
            double coefficient = norm > largest ? largest / Math.max(norm, 1e-6) : 1.0;
            double worst = 0;
            for (int i : unit.elements()) {
                double expected = old[i] * coefficient;
                worst = Math.max(worst, Math.abs(now[i] - expected) - Math.abs(expected) * tolerance);
            }
            assertThat(worst).as(unit.parameter()).isLessThanOrEqualTo(subnormal);
        }
    }

    /** Layers of every kind, in networks and graphs. */
    @ParameterizedTest
    @EnumSource(
            value = TestNetwork.class,
            names = {"LSTM_LAYER", "GRAVES_LSTM", "BIDIRECTIONAL_LSTM", "GRAPH_OF_TWO_TASKS", "FROZEN", "EMBEDDING"})
    void agreesWithPlainLoopsOverThousandUpdates(TestNetwork kind) {
        Model model = kind.build(DataType.DOUBLE);
        List<Unit> units = units(model);
        ClippingPolicy policy = new AdaptiveGradientClipping(0.5, EPS).newPolicy();
        Random random = new Random(11);
        for (int update = 0; update < 170; update++) { // times 6 networks
            double size = Math.pow(10, random.nextInt(4) - 2);
            BareGradient gradient =
                    BareGradient.of(model, DataType.DOUBLE, 1 + update % 9, i -> size * random.nextGaussian());
            BareGradient before = gradient.copy();
            gradient.clipBy(policy);
            assertAgrees(units, before, gradient, 0.5, DataType.DOUBLE);
            model.params().muli(0.97 + 0.06 * random.nextDouble());
        }
    }

    @Test
    void aGateOfAUnitIsAColumnAndABiasOneVector() {
        Map<String, Long> count = units(TestNetwork.LSTM_LAYER.build(DataType.FLOAT)).stream()
                .collect(Collectors.groupingBy(Unit::parameter, Collectors.counting()));
        assertThat(count)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "layer0/W",
                        4L * TestNetworks.UNITS,
                        "layer0/RW",
                        4L * TestNetworks.UNITS,
                        "layer0/b",
                        1L,
                        "layer1/W",
                        (long) TestNetworks.CLASSES,
                        "layer1/b",
                        1L));
    }

    @Test
    void anOutputChannelOfAConvolutionIsAUnit() {
        ConvolutionLayer convolution =
                new ConvolutionLayer.Builder(2, 2).nOut(3).build();
        OutputLayer output = new OutputLayer.Builder().nOut(2).build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(convolution, output)
                .setInputType(InputType.convolutional(4, 4, 2))
                .build());
        network.init();
        // Only the weights of the second output channel have a gradient: the bias is stored first, 3 elements.
        int first = 3 + 8;
        BareGradient gradient =
                BareGradient.of(network, DataType.DOUBLE, 1, i -> i >= first && i < first + 8 ? 1.0 : 0.0);
        ClipResult result = gradient.clip(new AdaptiveGradientClipping(0.01, EPS));
        assertThat(result.blocks()).hasSize(1);
        assertThat(result.blocks().get(0).path()).isEqualTo("layer0/W");
        assertThat(result.blocks().get(0).elements()).isEqualTo(8);
        double norm = NaiveNorms.l2(Arrays.copyOfRange(weights(network), first, first + 8));
        assertThat(gradient.norms().global().l2()).isCloseTo(0.01 * norm, within(1e-6 * norm));
    }

    /** Norms of the weights over 1e154, whose squares double cannot hold. */
    @Test
    void weightsMayBeAsLargeAsDoubleHolds() {
        Model model = TestNetwork.LSTM_LAYER.build(DataType.DOUBLE);
        model.params().muli(1e200);
        Random random = new Random(6);
        BareGradient gradient = BareGradient.of(model, DataType.DOUBLE, 2, i -> 1e199 * random.nextGaussian());
        BareGradient before = gradient.copy();
        assertThat(gradient.clip(new AdaptiveGradientClipping(0.01, EPS)).clipped())
                .isTrue();
        assertAgrees(units(model), before, gradient, 0.01, DataType.DOUBLE);
    }

    @Test
    void whatItReportsIsWhatItDid() {
        BareGradient gradient = draw(DataType.DOUBLE, 2);
        BareGradient before = gradient.copy();
        ClipResult result = gradient.clipBy(strict(before));
        assertThat(result.threshold()).isNaN();
        for (ClipResult.BlockClip clip : result.blocks()) {
            GradientBlock block = before.layout().find(clip.path()).orElseThrow();
            assertThat(clip.before()).isCloseTo(before.norms().of(block).l2(), within(1e-12 * clip.before()));
            assertThat(clip.after()).isCloseTo(gradient.norms().of(block).l2(), within(1e-12 * clip.before()));
            double[] old = before.elements(block);
            double[] now = gradient.elements(block);
            assertThat(IntStream.range(0, old.length).filter(i -> old[i] != now[i]))
                    .hasSize((int) clip.elements());
        }
    }
}
