// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

    private static final List<Integer> NUMBERS =
            IntStream.range(0, 1000).boxed().toList();

    @Test
    void putsEveryElementInOnePartAndEveryStratumInAllOfThem() {
        Partition<Integer> parts = byLastDigit(NUMBERS);

        List<Integer> all = new ArrayList<>(parts.training());
        all.addAll(parts.validation());
        all.addAll(parts.test());
        assertThat(all).containsExactlyInAnyOrderElementsOf(NUMBERS);
        for (int digit = 0; digit < 10; digit++) {
            assertThat(ofDigit(parts.training(), digit)).isEqualTo(80);
            assertThat(ofDigit(parts.validation(), digit)).isEqualTo(10);
            assertThat(ofDigit(parts.test(), digit)).isEqualTo(10);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void doesNotDependOnTheOrderOfTheElements(long seed) {
        List<Integer> shuffled = new ArrayList<>(NUMBERS);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(byLastDigit(shuffled)).isEqualTo(byLastDigit(NUMBERS));
    }

    @Test
    void hardlyMovesAnyElementWhenOneIsGone() {
        Set<Integer> before = new HashSet<>(byLastDigit(NUMBERS).test());
        Set<Integer> after = new HashSet<>(byLastDigit(NUMBERS.subList(1, 1000)).test());

        after.removeAll(before);
        assertThat(after).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest(name = "{0} elements")
    @ValueSource(ints = {3, 4, 5, 9})
    void setsAsideOneOfASmallStratumForEachPart(int size) {
        Partition<Integer> parts =
                Partition.of(NUMBERS.subList(0, size), Object::toString, number -> "one stratum", .01, .01);

        assertThat(parts.validation()).hasSize(1);
        assertThat(parts.test()).hasSize(1);
        assertThat(parts.training()).hasSize(size - 2);
    }

    @Test
    void setsNothingAsideForAFractionOfZero() {
        Partition<Integer> parts = Partition.of(NUMBERS, Object::toString, number -> "", 0, 0);

        assertThat(parts.training()).hasSize(1000);
        assertThat(parts.validation()).isEmpty();
        assertThat(parts.test()).isEmpty();
    }

    private static Partition<Integer> byLastDigit(List<Integer> numbers) {
        Function<Integer, String> lastDigit = number -> Integer.toString(number % 10);
        return Partition.of(numbers, Object::toString, lastDigit, .1, .1);
    }

    private static long ofDigit(List<Integer> numbers, int digit) {
        return numbers.stream().filter(number -> number % 10 == digit).count();
    }
}
