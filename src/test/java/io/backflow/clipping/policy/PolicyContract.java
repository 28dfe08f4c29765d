// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.TestNetwork;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What every policy promises, for random gradients of every type. To be extended by the test of each policy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PolicyContract {

    protected static final Model MODEL = TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.FLOAT);

    /** Returns a policy that finds about half of the gradient's parts too large. */
    protected abstract ClippingPolicy strict(BareGradient gradient);

    /** Returns policies that find nothing of the gradient too large, be it by the last bit. */
    protected abstract List<ClippingPolicy> lenient(BareGradient gradient);

    /** Holds a clipped gradient to the bound of {@link #strict} of the gradient before. */
    protected abstract void assertBounded(BareGradient before, BareGradient after, DataType type);

    /** Returns the blocks whose direction clipping does not change; none for a policy that works element by element. */
    protected abstract List<GradientBlock> kept(BareGradient gradient);

    /** Returns the model whose gradients are clipped. */
    protected Model model() {
        return MODEL;
    }

    /** Returns the nearest size of gradients that the policy can have a threshold for. */
    protected double extreme(double size) {
        return size;
    }

    /** Returns a network with one weight, of 0.5, and none else. */
    protected Model oneWeight() {
        OutputLayer layer = new OutputLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(1)
                .nOut(1)
                .hasBias(false)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam())
                .list(layer)
                .build());
        network.init();
        network.params().assign(0.5);
        return network;
    }

    public static Stream<Arguments> cases() {
        return Stream.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16)
                .flatMap(type -> seeds(type).map(seed -> Arguments.of(type, seed)));
    }

    private static Stream<Long> seeds(DataType type) {
        return type == DataType.FLOAT16
                ? Stream.of(1L, 2L)
                : Stream.of(1L, 2L, 3L, 5L, 8L); // half goes through ND4J: slow
    }

    public static Stream<Arguments> extremes() {
        return Stream.of(
                Arguments.of(DataType.FLOAT, 1e30),
                Arguments.of(DataType.FLOAT, 1e-30),
                Arguments.of(DataType.DOUBLE, 1e200),
                Arguments.of(DataType.DOUBLE, 1e-200));
    }

    /** Draws a mean gradient whose blocks are of unlike size, and a batch size whose inverse is inexact. */
    protected BareGradient draw(DataType type, long seed) {
        Random random = new Random(seed);
        int miniBatchSize = 1 + random.nextInt(100);
        double size = Math.pow(10, random.nextInt(3) - 2);
        return BareGradient.of(model(), type, miniBatchSize, i -> size * random.nextGaussian() * (1 + i % 7));
    }

    protected static double roundoff(DataType type) {
        return type == DataType.FLOAT16 ? 0x1p-11 : type == DataType.FLOAT ? 0x1p-24 : 0x1p-53;
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void boundsWhatIsTooLarge(DataType type, long seed) {
        BareGradient gradient = draw(type, seed);
        BareGradient before = gradient.copy();
        ClipResult result = gradient.clipBy(strict(before));
        assertThat(result.clipped()).isTrue();
        assertThat(result.reason()).isNotEmpty();
        assertBounded(before, gradient, type);
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void neitherTurnsWhatItKeepsNorFlipsASign(DataType type, long seed) {
        BareGradient gradient = draw(type, seed);
        BareGradient before = gradient.copy();
        gradient.clipBy(strict(before));
        double[] old = before.elements();
        double[] now = gradient.elements();
        for (int i = 0; i < old.length; i++) {
            assertThat(now[i] * old[i]).isGreaterThanOrEqualTo(0.0);
        }
        for (GradientBlock block : kept(gradient)) {
            // Each element is rounded by at most one roundoff, so the angle is at most that, and 1 - cos its square.
            double tolerance = Math.max(roundoff(type) * roundoff(type), 1e-14);
            assertThat(cosine(before.elements(block), gradient.elements(block))).isCloseTo(1.0, within(tolerance));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void whatIsSmallEnoughStaysBitForBit(DataType type, long seed) {
        BareGradient gradient = draw(type, seed);
        BareGradient before = gradient.copy();
        for (ClippingPolicy policy : lenient(before)) {
            ClipResult result = gradient.clipBy(policy);
            assertThat(result).isEqualTo(ClipResult.unchanged(result.threshold()));
            assertThat(result.coefficient()).isEqualTo(1.0);
            assertThat(Bits.of(gradient.sum())).isEqualTo(Bits.of(before.sum()));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void theBatchSizeDoesNotMatterForTheSameMean(DataType type, long seed) {
        Random random = new Random(seed);
        double[] mean = random.doubles(model().numParams(), -1.0, 1.0)
                .map(x -> Math.scalb(Math.rint(x * 64), -6)) // exact in every type, times 512 as well
                .toArray();
        BareGradient one = BareGradient.of(model(), type, 1, i -> mean[i]);
        BareGradient drawn = one.copy();
        ClipResult ofOne = one.clipBy(strict(drawn));
        int[] sizes = type == DataType.FLOAT16 ? new int[] {512} : new int[] {512, 1000}; // whose products need 13 bits
        for (int miniBatchSize : sizes) {
            BareGradient many = BareGradient.of(model(), type, miniBatchSize, i -> mean[i]);
            ClipResult ofMany = many.clipBy(strict(drawn));
            assertThat(ofMany.blocks()).hasSameSizeAs(ofOne.blocks());
            for (int i = 0; i < ofOne.blocks().size(); i++) {
                ClipResult.BlockClip expected = ofOne.blocks().get(i);
                ClipResult.BlockClip actual = ofMany.blocks().get(i);
                assertThat(actual.path()).isEqualTo(expected.path());
                assertThat(actual.elements()).isEqualTo(expected.elements());
                // 1000 has no exact inverse: the mean's norms differ by a few roundoffs of double.
                assertThat(actual.before()).isCloseTo(expected.before(), within(1e-12 * expected.before()));
            }
            if (miniBatchSize == 512 && type != DataType.FLOAT16) { // whose subnormal numbers do not scale
                assertThat(many.elements()).isEqualTo(one.elements());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void zerosStayZeros(DataType type, long seed) {
        BareGradient zeros = BareGradient.of(model(), type, (int) seed, i -> 0.0);
        assertThat(zeros.clipBy(strict(draw(type, seed))).clipped()).isFalse();
        assertThat(zeros.elements()).containsOnly(0.0);
    }

    @ParameterizedTest
    @MethodSource("extremes")
    public void hugeAndTinyGradientsAreBoundedAlike(DataType type, double size) {
        Random random = new Random(7);
        BareGradient gradient = BareGradient.of(model(), type, 3, i -> extreme(size) * random.nextGaussian());
        BareGradient before = gradient.copy();
        assertThat(gradient.clipBy(strict(before)).clipped()).isTrue();
        assertThat(gradient.norms().global().nonFinite()).isZero();
        assertBounded(before, gradient, type);
    }

    protected static double cosine(double[] a, double[] b) {
        double lengths = NaiveNorms.l2(a) * NaiveNorms.l2(b);
        if (lengths == 0) {
            return 1.0; // two vectors of zeros
        }
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
        }
        return product / lengths;
    }
}
