package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.TestNetwork;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What every policy promises, for random gradients of every type. */
class PolicyTest {

    private static final Model MODEL = TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.FLOAT);

    private static ClippingConfig policy(String name, double threshold) {
        return switch (name) {
            case "value" -> new ValueClipping(threshold);
            case "global l2" -> new GlobalNormClipping(threshold);
            case "global max" -> new GlobalNormClipping(threshold, NormType.MAX);
            case "layer l2" -> new LayerNormClipping(threshold);
            case "layer max" -> new LayerNormClipping(threshold, NormType.MAX);
            case "parameter l2" -> new ParameterNormClipping(threshold);
            case "parameter max" -> new ParameterNormClipping(threshold, NormType.MAX);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Level level(String name) {
        if (name.startsWith("global")) {
            return Level.MODEL;
        }
        return name.startsWith("layer") ? Level.LAYER : Level.PARAMETER;
    }

    private static double norm(String name, double[] elements) {
        return name.endsWith("l2") ? NaiveNorms.l2(elements) : NaiveNorms.max(elements);
    }

    static Stream<Arguments> cases() {
        List<String> names =
                List.of("value", "global l2", "global max", "layer l2", "layer max", "parameter l2", "parameter max");
        return names.stream()
                .flatMap(name -> Stream.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16)
                        .flatMap(type -> Stream.of(1L, 2L, 3L, 5L, 8L).map(seed -> Arguments.of(name, type, seed))));
    }

    /** A mean gradient and a threshold that about half of its parts are over; batch sizes whose inverse is inexact. */
    private record Case(BareGradient gradient, double threshold) {
        static Case of(String name, DataType type, long seed) {
            Random random = new Random(seed);
            int miniBatchSize = 1 + random.nextInt(100);
            double size = Math.pow(10, random.nextInt(3) - 2);
            BareGradient gradient =
                    BareGradient.of(MODEL, type, miniBatchSize, i -> size * random.nextGaussian() * (1 + i % 7));
            double typical = gradient.layout().blocks(level(name)).stream()
                    .mapToDouble(block -> norm(name, gradient.elements(block)))
                    .average()
                    .orElseThrow();
            return new Case(gradient, typical * (0.3 + random.nextDouble() / 2));
        }
    }

    @ParameterizedTest(name = "{0} {1} seed {2}")
    @MethodSource("cases")
    void boundsExactlyWhatIsOverTheThresholdAndNothingElse(String name, DataType type, long seed) {
        Case drawn = Case.of(name, type, seed);
        BareGradient gradient = drawn.gradient();
        BareGradient before = gradient.copy();
        ClipResult result = gradient.clip(policy(name, drawn.threshold()));

        assertThat(result.clipped()).isTrue();
        assertThat(result.coefficient()).isLessThan(1.0);
        for (GradientBlock block : gradient.layout().blocks(level(name))) {
            double[] old = before.elements(block);
            double[] now = gradient.elements(block);
            if (norm(name, old) <= drawn.threshold()) {
                assertThat(now).as("below the threshold").isEqualTo(old);
                continue;
            }
            double measured = name.endsWith("l2")
                    ? gradient.norms().of(block).l2()
                    : gradient.norms().of(block).max();
            assertThat(measured).as("as the listener measures it").isLessThanOrEqualTo(drawn.threshold());
            if (name.endsWith("l2")) { // a division may round the largest element up by its last bit
                assertThat(norm(name, now)).as("as anybody measures it").isLessThanOrEqualTo(drawn.threshold());
            }
            // At most 6 roundoffs (the margin of 4, the rounding to the type, DL4J's own) and the margin of float.
            double slack = 6 * roundoff(type) + 0x1p-21;
            assertThat(norm(name, now)).isGreaterThanOrEqualTo(drawn.threshold() * (1 - slack));
        }
    }

    @ParameterizedTest(name = "{0} {1} seed {2}")
    @MethodSource("cases")
    void clippingAgainChangesNothing(String name, DataType type, long seed) {
        Case drawn = Case.of(name, type, seed);
        drawn.gradient().clip(policy(name, drawn.threshold()));
        BareGradient once = drawn.gradient().copy();
        ClipResult again = drawn.gradient().clip(policy(name, drawn.threshold()));
        assertThat(again).isEqualTo(ClipResult.unchanged(drawn.threshold()));
        assertThat(drawn.gradient().sum()).isEqualTo(once.sum());
    }

    @ParameterizedTest(name = "{0} {1} seed {2}")
    @MethodSource("cases")
    void norPoliciesTurnABlockNorFlipASign(String name, DataType type, long seed) {
        Case drawn = Case.of(name, type, seed);
        BareGradient before = drawn.gradient().copy();
        drawn.gradient().clip(policy(name, drawn.threshold()));
        for (GradientBlock block : before.layout().blocks(level(name))) {
            double[] old = before.elements(block);
            double[] now = drawn.gradient().elements(block);
            for (int i = 0; i < old.length; i++) {
                assertThat(Math.abs(now[i])).isLessThanOrEqualTo(Math.abs(old[i]));
                assertThat(now[i] * old[i]).isGreaterThanOrEqualTo(0.0);
            }
            if (!name.equals("value")) {
                // Each element is rounded by at most one roundoff, so the angle is at most that, and 1 - cos its
                // square.
                double tolerance = Math.max(roundoff(type) * roundoff(type), 1e-14);
                assertThat(cosine(old, now)).isCloseTo(1.0, within(tolerance));
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} seed {2}")
    @MethodSource("cases")
    void belowTheThresholdNothingChanges(String name, DataType type, long seed) {
        BareGradient gradient = Case.of(name, type, seed).gradient();
        BareGradient before = gradient.copy();
        double largest = gradient.layout().blocks(level(name)).stream()
                .mapToDouble(block -> name.endsWith("l2")
                        ? gradient.norms().of(block).l2()
                        : gradient.norms().of(block).max())
                .max()
                .orElseThrow();
        for (double threshold : new double[] {largest, 2 * largest, Double.MAX_VALUE}) {
            assertThat(gradient.clip(policy(name, threshold))).isEqualTo(ClipResult.unchanged(threshold));
            assertThat(gradient.sum()).isEqualTo(before.sum());
        }
        assertThat(gradient.clip(new NoClipping())).isEqualTo(ClipResult.UNCHANGED);
        assertThat(gradient.sum()).isEqualTo(before.sum());
    }

    @ParameterizedTest(name = "{0} {1} seed {2}")
    @MethodSource("cases")
    void theBatchSizeDoesNotMatterForTheSameMean(String name, DataType type, long seed) {
        Random random = new Random(seed);
        double[] mean = random.doubles(MODEL.numParams(), -1.0, 1.0)
                .map(x -> (float) Math.scalb(Math.rint(x * 64), -6)) // exact in every type, times 1 and 512 as well
                .toArray();
        BareGradient one = BareGradient.of(MODEL, type, 1, i -> mean[i]);
        BareGradient many = BareGradient.of(MODEL, type, 512, i -> mean[i]);
        double threshold = norm(name, one.elements()) / 3;
        ClipResult ofOne = one.clip(policy(name, threshold));
        ClipResult ofMany = many.clip(policy(name, threshold));
        assertThat(ofMany).isEqualTo(ofOne);
        if (!type.equals(DataType.FLOAT16)) { // whose subnormal numbers do not scale
            assertThat(many.elements()).isEqualTo(one.elements());
        }
    }

    @ParameterizedTest(name = "{0} {1} seed {2}")
    @MethodSource("cases")
    void zerosStayZeros(String name, DataType type, long seed) {
        BareGradient zeros = BareGradient.of(MODEL, type, (int) seed, i -> 0.0);
        assertThat(zeros.clip(policy(name, Double.MIN_NORMAL))).isEqualTo(ClipResult.unchanged(Double.MIN_NORMAL));
        assertThat(zeros.elements()).containsOnly(0.0);
    }

    private static double roundoff(DataType type) {
        return type == DataType.FLOAT16 ? 0x1p-11 : type == DataType.FLOAT ? 0x1p-24 : 0x1p-53;
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
        }
        return product / NaiveNorms.l2(a) / NaiveNorms.l2(b);
    }
}
