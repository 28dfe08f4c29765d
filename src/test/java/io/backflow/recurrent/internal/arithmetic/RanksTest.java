// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RanksTest {

    /** So many blocks come one after the other, since a search remembers the one before. */
    private static final int BLOCKS = 12;

    static Stream<Arguments> values() {
        return Stream.of(1, 2, 9, 10, 11, 100, 129, 1000, 4096)
                .flatMap(count -> Stream.of(
                        Arguments.of("spread", count, of(u -> u)),
                        Arguments.of("like gates", count, of(u -> 1 / (1 + Math.exp(2 - 4 * u)))),
                        Arguments.of("saturated", count, of(u -> u < 0.3 ? 0 : u > 0.6 ? 1 : u)),
                        Arguments.of("close together", count, of(u -> 0.5 + 1e-9 * u)),
                        Arguments.of("in clusters", count, of(u -> Math.floor(9 * u) / 9 + 1e-6 * u)),
                        Arguments.of("few values", count, of(u -> Math.floor(7 * u) / 7)),
                        Arguments.of("all the same", count, of(u -> 0.25)),
                        Arguments.of("outside [0, 1]", count, of(u -> 6 * u - 3)),
                        Arguments.of("zeros of both signs", count, of(u -> u < 0.5 ? -0.0 : 0)),
                        Arguments.of(
                                "with NaN and infinite ones",
                                count,
                                of(u -> u < 0.2 ? Double.NEGATIVE_INFINITY : u > 0.8 ? Double.NaN : u)),
                        Arguments.of("with large ones and NaN", count, of(u -> u > 0.7 ? Double.NaN : 10 * u))));
    }

    private static DoubleUnaryOperator of(DoubleUnaryOperator value) {
        return value;
    }

    /** To the last bit. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("values")
    void areThoseOfTheSortedValues(String name, int count, DoubleUnaryOperator value) {
        Random random = new Random(count);
        Ranks<double[]> doubles = new DoubleArithmetic().reductions().ranks();
        List<Ranks<float[]>> floats =
                new ArrayList<>(List.of(new FloatArithmetic().reductions().ranks()));
        VectorModule.products()
                .ifPresent(vectors -> floats.add(vectors.reductions().ranks()));
        for (int block = 0; block < BLOCKS; block++) {
            // What lies behind the count does not belong to the block. One block in the middle is unlike the others.
            double shift = block == BLOCKS / 2 ? 0.3 : 0.01 * block;
            double[] values = random.doubles(count + 3)
                    .map(u -> value.applyAsDouble(Math.abs(u - shift)))
                    .toArray();
            float[] narrow = new float[count + 3];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = (float) values[i];
            }
            assertSorted(doubles, values, Arrays.copyOf(values, count));
            double[] rounded = new double[count];
            for (int i = 0; i < count; i++) {
                rounded[i] = narrow[i];
            }
            for (Ranks<float[]> ranks : floats) {
                assertSorted(ranks, narrow, rounded.clone());
            }
        }
    }

    private static <A> void assertSorted(Ranks<A> ranks, A values, double[] sorted) {
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        int[] wanted = {last / 10, last / 2, last * 9 / 10};
        double[] at = new double[3];
        double[] next = new double[3];
        ranks.find(values, sorted.length, wanted, at, next);
        // As arrays, which tell a negative zero, and take NaN for equal to itself.
        assertThat(at)
                .isEqualTo(Arrays.stream(wanted).mapToDouble(i -> sorted[i]).toArray());
        assertThat(next)
                .isEqualTo(Arrays.stream(wanted)
                        .mapToDouble(i -> sorted[Math.min(last, i + 1)])
                        .toArray());
    }
}
