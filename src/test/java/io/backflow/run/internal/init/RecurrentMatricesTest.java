// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.data.SplitMix;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecurrentMatricesTest {

    /**
     * Digests of the matrices as a Xeon drew them, the same under Java 17 and 25, compiled, interpreted and without
     * AVX.
     */
    static Stream<Arguments> drawn() {
        return Stream.of(
                Arguments.of(
                        new RecurrentWeightsConfig.SpectralRadius(0.95),
                        40,
                        "abfbdce421ad3bd4548cf5f8103f1c21351a027c3f9582bb17e7b825e1085de1"),
                Arguments.of(
                        new RecurrentWeightsConfig.SpectralRadius(1.1),
                        129,
                        "f7ccd1ff5b394d55d811a7c6976d2ff30edefe380f1e3e0e93631d7bd5b8127c"),
                Arguments.of(
                        new RecurrentWeightsConfig.Sparse(15, 0.01, 0.95),
                        50,
                        "1d1c4f50da5d4fe5b236edc8a7eaeebf46fe7bdedd01c939769f0fb846e69f92"),
                Arguments.of(
                        new RecurrentWeightsConfig.Sparse(3, 0.1, null),
                        50,
                        "561f2d901b047cadd3f1cc48e929721f30c4c5f58d2b8a12898a91f4868a7196"),
                Arguments.of(
                        new RecurrentWeightsConfig.Orthogonal(1),
                        50,
                        "0c4700256fc30e8a6d4744bc8b6ec271bd721786c40255d09145c786eae61c41"));
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void drawsTheSameBitsOnEveryMachine(RecurrentWeightsConfig weights, int units, String digest)
            throws NoSuchAlgorithmException {
        assertThat(digest(RecurrentMatrices.draw(weights, units, new SplitMix(7))))
                .isEqualTo(digest);
    }

    /** Returns the SHA-256 of all elements, row by row, as big-endian doubles. */
    private static String digest(double[][] matrix) throws NoSuchAlgorithmException {
        ByteBuffer bytes = ByteBuffer.allocate(matrix.length * matrix.length * Double.BYTES);
        for (double[] row : matrix) {
            for (double weight : row) {
                bytes.putDouble(weight);
            }
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }
}
