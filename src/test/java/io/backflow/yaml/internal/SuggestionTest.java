// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionTest {

    private static final List<String> NAMES = List.of(
            "name", "task", "cell", "weights", "clipping", "nonFinite", "training", "evaluation", "recording", "seed");

    private static final int TRIES = 200;

    @ParameterizedTest
    @CsvSource({
        "ltsm, lstm",
        "hiden, hidden",
        "max_norm, maxNorm",
        "MAXNORM, maxNorm",
        "max-nrom, maxNorm",
        "lstmm, lstm",
        "global-nrom, global-norm",
        "globalnorm, global-norm"
    })
    void knowsCommonMistakes(String typed, String meant) {
        assertThat(Suggestion.nearest(typed, List.of("gru", "lstm", "hidden", "maxNorm", "global-norm")))
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "x", "zz", "completely", "lr"})
    void staysSilentWhenNothingIsNear(String typed) {
        assertThat(Suggestion.nearest(typed, NAMES)).isNull();
    }

    @Test
    void staysSilentOnLongNonsense() {
        assertThat(Suggestion.nearest("n".repeat(1_000_000), List.of("n".repeat(1_000_000))))
                .isNull();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void findsEveryNameBehindOneMistake(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            String typed = mistaken(name, random);
            assertThat(Suggestion.distance(name, typed)).as(typed).isLessThanOrEqualTo(1);
            assertThat(Suggestion.nearest(typed, NAMES)).as(typed).isEqualTo(name);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void suggestsOnlyWhatIsNearAndNothingNearer(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            String typed = word(random, 1 + random.nextInt(10));
            String suggestion = Suggestion.nearest(typed, NAMES);
            int nearest = NAMES.stream()
                    .mapToInt(name -> Suggestion.distance(typed, name.toLowerCase(java.util.Locale.ROOT)))
                    .min()
                    .orElseThrow();
            int allowed = Math.min(Suggestion.MOST_EDITS, (typed.length() + 1) / 3);
            if (suggestion == null) {
                assertThat(nearest).as(typed).isGreaterThan(allowed);
            } else {
                assertThat(Suggestion.distance(typed, suggestion.toLowerCase(java.util.Locale.ROOT)))
                        .as(typed)
                        .isEqualTo(nearest)
                        .isLessThanOrEqualTo(allowed);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void measuresAsTheDefinitionByRecursion(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            String a = word(random, random.nextInt(6));
            String b = word(random, random.nextInt(6));
            assertThat(Suggestion.distance(a, b))
                    .as(a + " " + b)
                    .isEqualTo(naive(a, b))
                    .isEqualTo(Suggestion.distance(b, a));
        }
    }

    /** The distance by its definition, at exponential cost. */
    private static int naive(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        String shorterA = a.substring(1);
        String shorterB = b.substring(1);
        int best = naive(shorterA, shorterB) + (a.charAt(0) == b.charAt(0) ? 0 : 1);
        best = Math.min(best, 1 + Math.min(naive(shorterA, b), naive(a, shorterB)));
        if (a.length() > 1 && b.length() > 1 && a.charAt(0) == b.charAt(1) && a.charAt(1) == b.charAt(0)) {
            best = Math.min(best, 1 + naive(a.substring(2), b.substring(2)));
        }
        return best;
    }

    private static String mistaken(String name, Random random) {
        int at = random.nextInt(name.length());
        String letter = word(random, 1);
        return switch (random.nextInt(4)) {
            case 0 -> name.substring(0, at) + name.substring(at + 1);
            case 1 -> name.substring(0, at) + letter + name.substring(at);
            case 2 -> name.substring(0, at) + letter + name.substring(at + 1);
            default -> swapped(name, Math.min(at, name.length() - 2));
        };
    }

    private static String swapped(String name, int at) {
        return name.substring(0, at) + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("abcdeilnst".charAt(random.nextInt(10)));
        }
        return word.toString();
    }
}
