// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.NormType;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.StageNorms;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.nd4j.linalg.api.buffer.DataType;

/** Clipping by the norm of the model, of each layer and of each parameter, of every type. */
class NormClippingTest {

    /** The contract for one level and type. */
    abstract static class Norm extends StatelessPolicyContract {
        private final Level level;
        private final NormType type;

        Norm(Level level, NormType type) {
            this.level = level;
            this.type = type;
        }

        private ClippingPolicy policy(double maxNorm) {
            return switch (level) {
                case MODEL -> new GlobalNormClipping(maxNorm, type);
                case LAYER -> new LayerNormClipping(maxNorm, type);
                default -> new ParameterNormClipping(maxNorm, type);
            };
        }

        private double[] norms(BareGradient gradient) {
            StageNorms norms = gradient.norms();
            return gradient.layout().blocks(level).stream()
                    .mapToDouble(block -> type.of(norms.of(block)))
                    .toArray();
        }

        private double threshold(BareGradient gradient) {
            double[] norms = norms(gradient);
            return Arrays.stream(norms).map(norm -> norm * 0.6 / norms.length).sum();
        }

        @Override
        protected ClippingPolicy strict(BareGradient gradient) {
            return policy(threshold(gradient));
        }

        @Override
        protected List<ClippingPolicy> lenient(BareGradient gradient) {
            double largest = Arrays.stream(norms(gradient)).max().orElseThrow();
            return Stream.of(largest, 2 * largest, Double.MAX_VALUE)
                    .map(this::policy)
                    .toList();
        }

        @Override
        protected ClippingPolicy ofOneWeight(BareGradient gradient) {
            return policy(0.1);
        }

        @Override
        protected List<GradientBlock> kept(BareGradient gradient) {
            return gradient.layout().blocks(level);
        }

        @Override
        protected void assertBounded(BareGradient before, BareGradient after, DataType dataType) {
            double threshold = threshold(before);
            StageNorms oldNorms = before.norms();
            StageNorms newNorms = after.norms();
            for (GradientBlock block : before.layout().blocks(level)) {
                double[] now = after.elements(block);
                if (type.of(oldNorms.of(block)) <= threshold) {
                    assertThat(now).as("below the threshold").isEqualTo(before.elements(block));
                    continue;
                }
                assertThat(type.of(newNorms.of(block)))
                        .as("as the listener measures it")
                        .isLessThanOrEqualTo(threshold);
                if (type != NormType.MAX) { // a division may round the largest element up by its last bit
                    assertThat(naive(now)).as("as anybody measures it").isLessThanOrEqualTo(threshold);
                }
                // At most 6 roundoffs (the margin of 4, the rounding to the type, DL4J's own) and the margin of float.
                double slack = 6 * roundoff(dataType) + 0x1p-21;
                assertThat(naive(now)).isGreaterThanOrEqualTo(threshold * (1 - slack));
            }
        }

        private double naive(double[] elements) {
            return switch (type) {
                case L1 -> Arrays.stream(elements).map(Math::abs).sum();
                case L2 -> scaled(elements);
                case MAX -> NaiveNorms.max(elements);
            };
        }

        /** The sum of the squares of huge or tiny elements has no place in double. */
        private static double scaled(double[] elements) {
            double max = NaiveNorms.max(elements);
            return max * NaiveNorms.l2(Arrays.stream(elements).map(x -> x / max).toArray());
        }
    }

    @Nested
    class GlobalL1 extends Norm {
        GlobalL1() {
            super(Level.MODEL, NormType.L1);
        }
    }

    @Nested
    class GlobalL2 extends Norm {
        GlobalL2() {
            super(Level.MODEL, NormType.L2);
        }
    }

    @Nested
    class GlobalMax extends Norm {
        GlobalMax() {
            super(Level.MODEL, NormType.MAX);
        }
    }

    @Nested
    class LayerL1 extends Norm {
        LayerL1() {
            super(Level.LAYER, NormType.L1);
        }
    }

    @Nested
    class LayerL2 extends Norm {
        LayerL2() {
            super(Level.LAYER, NormType.L2);
        }
    }

    @Nested
    class LayerMax extends Norm {
        LayerMax() {
            super(Level.LAYER, NormType.MAX);
        }
    }

    @Nested
    class ParameterL1 extends Norm {
        ParameterL1() {
            super(Level.PARAMETER, NormType.L1);
        }
    }

    @Nested
    class ParameterL2 extends Norm {
        ParameterL2() {
            super(Level.PARAMETER, NormType.L2);
        }
    }

    @Nested
    class ParameterMax extends Norm {
        ParameterMax() {
            super(Level.PARAMETER, NormType.MAX);
        }
    }
}
