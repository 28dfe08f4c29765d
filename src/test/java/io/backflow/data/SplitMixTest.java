// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.data.internal.sequence.Evenness;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitMixTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {0, 1, -1, 42, Long.MIN_VALUE})
    void drawsTheNumbersOfThePublishedGenerator(long seed) {
        SplitMix ours = new SplitMix(seed);
        SplittableRandom jdk = new SplittableRandom(seed);
        for (int draw = 0; draw < 1000; draw++) {
            assertThat(ours.nextLong()).isEqualTo(jdk.nextLong());
        }
    }

    @ParameterizedTest(name = "bound {0}")
    @ValueSource(ints = {2, 3, 5, 7, 8, 100})
    void givesEveryNumberBelowTheBoundEquallyOften(int bound) {
        SplitMix random = SplitMix.at(11, bound);
        int draws = 20_000 * bound;
        long[] counts = new long[bound];
        for (int draw = 0; draw < draws; draw++) {
            counts[random.nextInt(bound)]++;
        }
        Evenness.assertEven(counts);
    }

    @Test
    void favoursNoNumberBelowABoundThatIsNoPowerOfTwo() {
        // 3 * 2^29 divides 2^32 with a remainder of 2^30: without rejection the lower third would come up too often.
        int bound = 3 << 29;
        SplitMix random = SplitMix.at(12);
        int draws = 300_000;
        long[] thirds = new long[3];
        for (int draw = 0; draw < draws; draw++) {
            thirds[random.nextInt(bound) % 3]++;
        }
        Evenness.assertEven(thirds);
    }

    @Test
    void drawsFloatsEvenlyFromZeroToBelowOne() {
        SplitMix random = SplitMix.at(13);
        int draws = 200_000;
        long[] tenths = new long[10];
        for (int draw = 0; draw < draws; draw++) {
            float value = random.nextFloat();
            assertThat(value).isGreaterThanOrEqualTo(0f).isLessThan(1f);
            tenths[(int) (value * 10)]++;
        }
        Evenness.assertEven(tenths);
    }

    @Test
    void startsElsewhereForEveryKeyAndEveryOrderOfKeys() {
        Set<Long> first = new HashSet<>();
        int keys = 40;
        for (long seed = 0; seed < keys; seed++) {
            for (long epoch = 0; epoch < keys; epoch++) {
                first.add(SplitMix.at(1, seed, epoch).nextLong());
            }
        }
        assertThat(first).hasSize(keys * keys);
        assertThat(SplitMix.at(7).nextLong()).isNotEqualTo(SplitMix.at(7, 0).nextLong());
    }

    @Test
    void shufflesIntoEveryOrderEquallyOften() {
        SplitMix random = SplitMix.at(14);
        int draws = 60_000;
        long[] orders = new long[6];
        for (int draw = 0; draw < draws; draw++) {
            int[] three = {0, 1, 2};
            random.shuffle(three);
            assertThat(Arrays.stream(three).sorted()).containsExactly(0, 1, 2);
            orders[three[0] * 2 + (three[1] > three[2] ? 1 : 0)]++;
        }
        Evenness.assertEven(orders);
    }

    @Test
    void refusesABoundBelowOne() {
        SplitMix random = new SplitMix(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> random.nextInt(0))
                .withMessage("bound must be at least 1, got 0");
        assertThat(IntStream.range(0, 10).map(draw -> random.nextInt(1))).containsOnly(0);
    }
}
