// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.policy.BareGradient;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.ParameterNormClipping;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.TestNetworks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The policies beside PyTorch's clip_grad_norm_ and clip_grad_value_; src/test/scripts/pytorch_clipping.py wrote its
 * figures.
 */
class PyTorchClippingTest {

    private static final Model MODEL = TestNetworks.twoDenseLayers();

    /** One line of the file. */
    private record Reference(
            DataType type,
            String policy,
            NormType normType,
            double threshold,
            List<Double> gradient,
            List<Double> clipped) {

        static Reference parse(String line) {
            List<String> parts = List.of(line.split(" \\| ", -1));
            List<String> head = List.of(parts.get(0).split(" ", -1));
            return new Reference(
                    head.get(0).equals("float32") ? DataType.FLOAT : DataType.DOUBLE,
                    head.get(1),
                    head.get(2).equals("-")
                            ? NormType.MAX
                            : NormType.valueOf(head.get(2).toUpperCase(Locale.ROOT)),
                    Double.parseDouble(head.get(3)),
                    numbers(parts.get(1)),
                    numbers(parts.get(2)));
        }

        private static List<Double> numbers(String text) {
            return Arrays.stream(text.split(" ", -1)).map(Double::valueOf).toList();
        }

        ClippingConfig config() {
            return switch (policy) {
                case "value" -> new ValueClipping(threshold);
                case "global" -> new GlobalNormClipping(threshold, normType);
                case "layer" -> new LayerNormClipping(threshold, normType);
                default -> new ParameterNormClipping(threshold, normType);
            };
        }

        /**
         * PyTorch divides by the norm plus 1e-6, the policies shorten by 2^-22; both round to the type, PyTorch its
         * norm as well. So a clipped element may differ by 1e-6 / norm + 2^-22 + a few roundoffs of itself.
         */
        double relativeTolerance(double smallestNorm) {
            double rounding = type == DataType.FLOAT ? 4 * 0x1p-24 : 4 * 0x1p-53;
            return policy.equals("value") ? 0 : 1e-6 / smallestNorm + 0x1p-22 + rounding;
        }

        @Override
        public String toString() {
            return type + " " + policy + " " + normType + " > " + threshold;
        }
    }

    static Stream<Reference> references() throws IOException {
        try (InputStream in = PyTorchClippingTest.class.getResourceAsStream("pytorch-clipping.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(Reference::parse);
        }
    }

    @ParameterizedTest
    @MethodSource("references")
    void clipsAsPyTorch(Reference reference) {
        BareGradient gradient = BareGradient.of(
                MODEL, reference.type(), 1, i -> reference.gradient().get(i));
        double smallestNorm = gradient.layout().blocks(Level.PARAMETER).stream()
                .mapToDouble(block -> NaiveNorms.max(gradient.elements(block)))
                .min()
                .orElseThrow();
        gradient.clip(reference.config());

        double tolerance = reference.relativeTolerance(smallestNorm);
        for (GradientBlock parameter : gradient.layout().blocks(Level.PARAMETER)) {
            double[] actual = gradient.elements(parameter);
            for (int i = 0; i < actual.length; i++) {
                double theirs = reference.clipped().get((int) parameter.offset() + i);
                // Their float bound may be over the threshold by its rounding, ours may not.
                double rounding = reference.type() == DataType.FLOAT ? 0x1p-23 * Math.abs(theirs) : 0;
                assertThat(actual[i]).isCloseTo(theirs, within(Math.abs(theirs) * tolerance + rounding));
            }
        }
    }
}
